import { nginx } from '../engines/nginx.js';
import { testFurtherUrls } from '../test-engine.js';

testFurtherUrls(nginx);
