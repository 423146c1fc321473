import type { RefresherStatus } from '../refresher-types.js';
import type { Knowledge } from './knowledge.js';
import type { Subject } from './subjects.js';

export function segmentStatus(
	subjects: readonly Subject[],
	knowledge: Pick<Knowledge, 'of'>,
	failuresOf: (subject: Subject) => number,
): RefresherStatus['segments'] {
	return subjects.map((subject) => ({
		segment: subject.label,
		device: subject.device,
		fetchedAt: knowledge.of(subject)?.snapshot.fetchedAt,
		failures: failuresOf(subject),
	}));
}
