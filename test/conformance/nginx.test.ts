import { nginx } from './engines/nginx.js';
import { testEngine } from './test-engine.js';

testEngine(nginx);
