import type { Reply } from '../../choose/choose-types.js';
import { describeThrown } from '../../errors.js';
import { digestValue } from '../digest.js';
import type { PresentSnapshot } from '../refresher-types.js';
import type { RefresherLog } from './messages.js';

/** Milliseconds that a change may wait for others that are on their way. */
const GATHER = 200;

/** Tells of changes of what is in force; those that come together, together. */
export interface Publisher {
	readonly present: readonly PresentSnapshot[];
	/** Looks at what is in force now. `isMoreComing`: further changes are likely within moments. */
	update(isMoreComing: boolean): void;
	stop(): void;
}

export interface PublisherOptions {
	readonly read: () => readonly PresentSnapshot[];
	readonly onChange: (present: readonly PresentSnapshot[]) => void;
	readonly log: RefresherLog;
}

export function createPublisher({ read, onChange, log }: PublisherOptions): Publisher {
	let present = read();
	let digest = digestPresent(present);
	let expired = countExpired(present);
	let timer: NodeJS.Timeout | undefined;

	const publish = () => {
		clearTimeout(timer);
		timer = undefined;
		present = read();
		const [before, expiredBefore] = [digest, expired];
		digest = digestPresent(present);
		expired = countExpired(present);
		logExpiry(expiredBefore, expired, log);
		if (digest === before) return;
		try {
			onChange(present);
		} catch (error) {
			log.error(`new decisions could not be taken over: ${describeThrown(error)}`);
		}
	};

	return {
		get present() {
			return present;
		},
		update(isMoreComing) {
			if (!isMoreComing) publish();
			else timer ??= setTimeout(publish, GATHER).unref();
		},
		stop() {
			clearTimeout(timer);
		},
	};
}

function countExpired(present: readonly PresentSnapshot[]): number {
	return present.reduce((count, { expired }) => count + expired.length, 0);
}

function logExpiry(before: number, now: number, log: RefresherLog): void {
	if (before === 0 && now > 0) {
		log.warn(
			'Choose has not answered for so long that decisions have expired: their defaults are shown. state=expired',
		);
	}
	if (before > 0 && now === 0) log.info('no decision is expired any more. state=current');
}

const digests = new WeakMap<Reply, string>();

/** Equal for what shows visitors the same, whenever it was asked for. */
function digestPresent(present: readonly PresentSnapshot[]): string {
	return digestValue(
		present.map(({ segment, device, reply, expired }) => {
			const digest = digests.get(reply) ?? digestValue(reply);
			digests.set(reply, digest);
			return [segment, device, digest, expired];
		}),
	);
}
