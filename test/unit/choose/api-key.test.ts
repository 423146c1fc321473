import { describe, expect, it } from 'vitest';
import { parseApiKey } from '../../../integration/src/choose/api-key.js';
import { createChooseClient } from '../../../integration/src/choose/client.js';
import { ChooseError } from '../../../integration/src/errors.js';
import { connectionTo } from './questions.js';

describe('an API key', () => {
	it.each([
		{ text: 'pre.secret', prefix: 'pre', secret: 'secret' },
		{ text: 'pre.sec.ret', prefix: 'pre', secret: 'sec.ret' },
		{ text: 'pre..secret', prefix: 'pre', secret: '.secret' },
		{ text: 'pre.sec:ret', prefix: 'pre', secret: 'sec:ret' },
	])('$text is split at the first dot', ({ text, prefix, secret }) => {
		expect(parseApiKey(text)).toEqual({ prefix, secret });
	});

	it.each([
		'',
		'topsecret',
		'.topsecret',
		'topsecret.',
		'top.sec ret',
		'top.secret\n',
		'to:p.secret',
		'töp.secret',
	])('%j is malformed, and is not shown', (text) => {
		let error: unknown;
		try {
			parseApiKey(text, 'INTEMPT_API_KEY');
		} catch (thrown) {
			error = thrown;
		}
		expect(error).toBeInstanceOf(ChooseError);
		expect(error).toMatchObject({
			name: 'MalformedApiKey',
			problems: [{ path: 'INTEMPT_API_KEY' }],
		});
		if (text !== '') expect(JSON.stringify(error) + String(error)).not.toContain(text.trim());
	});

	it('that is malformed makes no client', () => {
		const connection = connectionTo('http://127.0.0.1', { apiKey: 'nodot' });
		expect(() => createChooseClient(connection)).toThrow(
			expect.objectContaining({ name: 'MalformedApiKey' }),
		);
	});
});
