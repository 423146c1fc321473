import type {
	ChooseClient,
	Question,
	Reply,
} from '../../../integration/src/choose/choose-types.js';
import type { Device } from '../../../integration/src/types.js';

export type Payloads = Readonly<Record<string, unknown>>;

/** A reply with these experiences, and these members of a group each. */
export function replyOf(
	experiences: Payloads,
	groups: Readonly<Record<string, readonly unknown[]>> = {},
): Reply {
	return {
		experiences,
		groups: Object.fromEntries(
			Object.entries(groups).map(([name, payloads]) => [
				name,
				payloads.map((payload, index) => ({ name: `m${index}`, payload })),
			]),
		),
	};
}

/** Answers by the user or profile asked for, and remembers what it was asked. */
export class FakeChoose implements ChooseClient {
	readonly questions: Question[] = [];
	/** How many calls were under way at once, at most. */
	mostAtOnce = 0;
	#underWay = 0;
	readonly #answer: (id: string, device: Device) => Reply;

	/** `answer` may throw. */
	constructor(answer: (id: string, device: Device) => Reply = () => replyOf({})) {
		this.#answer = answer;
	}

	async choose(question: Question): Promise<Reply> {
		this.questions.push(question);
		this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#underWay);
		// Others get their turn, as they do while a real call is under way.
		for (let turn = 0; turn < 3; turn++) await Promise.resolve();
		this.#underWay--;
		const { identity, device } = question;
		return this.#answer('userId' in identity ? identity.userId : identity.profileId, device);
	}

	async close(): Promise<void> {
		await Promise.resolve();
	}

	/** Who was asked about, in order: `of-pro on mobile`. */
	get asked(): string[] {
		return this.questions.map(
			({ identity, device }) =>
				`${'userId' in identity ? identity.userId : identity.profileId} on ${device}`,
		);
	}
}
