import { afterAll, beforeAll, describe } from 'vitest';
import { startEmulator, type Emulator } from '../../integration/src/emulator/index.js';
import { describeChooseContract } from './choose-contract.js';

const PROFILE = { sourceId: '1575686747310551001', profileId: 'contract' };

describe('the emulator', () => {
	let emulator: Emulator;
	beforeAll(async () => {
		emulator = await startEmulator({
			seed: {
				org: 'acme & sons',
				project: 'web',
				keys: ['prefix.sec.ret'],
				experiences: [
					{
						name: 'contract-experience',
						group: 'contract-group',
						device: 'desktop',
						targeting: { segment: 'contract' },
						variants: [{ body: { arm: 'a' } }, { body: { arm: 'b' } }],
					},
					{ name: 'another', group: 'another-group', variants: [{ body: true }] },
				],
				profiles: [{ ...PROFILE, attributes: { segment: 'contract' } }],
			},
		});
	});
	afterAll(() => emulator.close());

	describeChooseContract(() => ({
		url: emulator.url,
		org: 'acme & sons',
		project: 'web',
		apiKey: 'prefix.sec.ret',
		profile: PROFILE,
		experience: 'contract-experience',
		group: 'contract-group',
	}));
});
