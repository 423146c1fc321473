import { nodeMiddleware } from './engines/node-middleware.js';
import { testEngine } from './test-engine.js';

testEngine(nodeMiddleware);
