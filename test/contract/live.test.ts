import { z } from 'astro/zod';
import { describe } from 'vitest';
import { describeChooseContract } from './choose-contract.js';

const set = z.string().min(1);

/** What must be in the environment for the suite to run against Intempt; without it, its tests are skipped. */
const environment = z
	.object({
		INTEMPT_API_URL: set.default('https://api.intempt.com'),
		INTEMPT_API_KEY: set,
		INTEMPT_ORG: set,
		INTEMPT_PROJECT: set,
		/** See `ContractTarget` for what these must be. */
		INTEMPT_CONTRACT_EXPERIENCE: set,
		INTEMPT_CONTRACT_GROUP: set,
		INTEMPT_CONTRACT_SOURCE_ID: set,
		INTEMPT_CONTRACT_PROFILE_ID: set,
	})
	.safeParse(process.env);

describe.runIf(environment.success)('Intempt', () => {
	describeChooseContract(() => {
		if (!environment.success) throw environment.error;
		const { data } = environment;
		return {
			url: data.INTEMPT_API_URL,
			org: data.INTEMPT_ORG,
			project: data.INTEMPT_PROJECT,
			apiKey: data.INTEMPT_API_KEY,
			profile: {
				sourceId: data.INTEMPT_CONTRACT_SOURCE_ID,
				profileId: data.INTEMPT_CONTRACT_PROFILE_ID,
			},
			experience: data.INTEMPT_CONTRACT_EXPERIENCE,
			group: data.INTEMPT_CONTRACT_GROUP,
		};
	});
});
