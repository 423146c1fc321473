/** Preloaded into a server (`--import`): a signal has it print what its memory is used for. Nothing is collected for it. */
process.on('SIGUSR2', () => {
	console.log(`memory ${JSON.stringify(process.memoryUsage())}`);
});
