import { requireNode } from '../node-version.js';
import { describeError } from './describe-error.js';

try {
	requireNode(process.versions.node);
	// Not earlier: what a command imports may fail on a Node.js that is too old.
	const { main } = await import('./main.js');
	process.exitCode = await main(process.argv.slice(2));
} catch (error) {
	process.stderr.write(describeError(error));
	process.exitCode = 1;
}
