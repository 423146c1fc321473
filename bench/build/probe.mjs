import { writeFileSync } from 'node:fs';

// Loaded into a build: leaves what the process has used.
process.once('exit', () => {
	const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
	const used = { processorSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 };
	writeFileSync(process.env.BENCH_PROBE, JSON.stringify(used));
});
