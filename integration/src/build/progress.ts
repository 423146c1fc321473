import type { AstroIntegrationLogger } from 'astro';

/** Progress on one line of a terminal; nothing where there is none. */
export interface Progress {
	show(text: string): void;
	/** Clears the line. */
	end(): void;
}

const CLEAR_LINE = '\r\u001B[2K';

export function createProgress(
	logger: Pick<AstroIntegrationLogger, 'options'>,
	stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
): Progress {
	if (!stream.isTTY || logger.options.level === 'silent') {
		return { show: () => undefined, end: () => undefined };
	}
	return {
		show: (text) => stream.write(`${CLEAR_LINE}${text}`),
		end: () => stream.write(CLEAR_LINE),
	};
}
