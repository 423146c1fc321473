import { nodeStandalone } from '../engines/node-standalone.js';
import { testFurtherUrls } from '../test-engine.js';

testFurtherUrls(nodeStandalone);
