import { netlify } from '../engines/netlify.js';
import { testFurtherUrls } from '../test-engine.js';

testFurtherUrls(netlify);
