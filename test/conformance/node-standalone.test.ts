import { nodeStandalone } from './engines/node-standalone.js';
import { testEngine } from './test-engine.js';

testEngine(nodeStandalone);
