// Imported before everything else, so that an old Node.js is named before something fails for want of a newer one.
import { requireNode } from './node-version.js';

requireNode(process.versions.node);
