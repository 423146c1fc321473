import { nodeMiddleware } from '../engines/node-middleware.js';
import { testFurtherUrls } from '../test-engine.js';

testFurtherUrls(nodeMiddleware);
