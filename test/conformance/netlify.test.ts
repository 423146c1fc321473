import { netlify } from './engines/netlify.js';
import { testEngine } from './test-engine.js';

testEngine(netlify);
