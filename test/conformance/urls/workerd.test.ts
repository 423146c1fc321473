import { workerd } from '../engines/workerd.js';
import { testFurtherUrls } from '../test-engine.js';

testFurtherUrls(workerd);
