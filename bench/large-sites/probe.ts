/** Loaded into a server before it starts: tells its parent, when asked, how long its event loop has stood still since it was asked before. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('message', () => {
	process.send?.({ stallMs: delays.max / 1e6 });
	delays.reset();
});
process.channel?.unref();
