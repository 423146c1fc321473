import { workerd } from './engines/workerd.js';
import { testEngine } from './test-engine.js';

testEngine(workerd);
