import { quoteRegex, quoteWord, type MapEntry, type MapWriter } from './syntax.js';

/** What browsers, crawlers and load balancers send, to be looked up rather than read. */
const USUAL = [
	{ accepted: '', takes: [] },
	{ accepted: 'identity', takes: [] },
	{ accepted: 'gzip', takes: ['gzip'] },
	{ accepted: 'gzip, deflate', takes: ['gzip'] },
	{ accepted: 'gzip,deflate', takes: ['gzip'] },
	{ accepted: 'br', takes: ['br'] },
	{ accepted: 'gzip, br', takes: ['br', 'gzip'] },
	{ accepted: 'gzip, deflate, br', takes: ['br', 'gzip'] },
	{ accepted: 'gzip, deflate, br, zstd', takes: ['br', 'gzip'] },
];

/**
 * Adds `$choose_br` and `$choose_gzip`, `1` where a client takes the coding (RFC 9110, section 12.5.3), and `$choose_accepted`, those it
 * takes, the preferred first, as an `Accept-Encoding` of one form.
 */
export function addCodingMaps(maps: MapWriter): void {
	for (const coding of ['br', 'gzip']) {
		maps.add(coding, '$http_accept_encoding', [
			...USUAL.map(({ accepted, takes }): MapEntry => [
				quoteWord(accepted),
				takes.includes(coding) ? '1' : '0',
			]),
			...refusedOrTaken(coding),
			...refusedOrTaken('\\x2a'),
			['default', '0'],
		]);
	}
	maps.add('accepted', '"$choose_br$choose_gzip"', [
		['default', '"identity"'],
		['"11"', '"br, gzip"'],
		['"10"', '"br"'],
		['"01"', '"gzip"'],
	]);
}

/** Adds the ending of the file that is sent, and what is said of it. */
export function addFileMaps(maps: MapWriter): void {
	maps.add('file_ending', '"$choose_br$choose_gzip"', [
		['default', '""'],
		['"11"', '.br'],
		['"10"', '.br'],
		['"01"', '.gz'],
	]);
	maps.add('tag_ending', '$choose_file_ending', [
		['default', '""'],
		['.br', '"-br"'],
		['.gz', '"-gz"'],
	]);
	maps.add('content_encoding', '"$choose_not_modified$choose_file_ending"', [
		['default', '""'],
		['.br', 'br'],
		['.gz', 'gzip'],
	]);
	maps.add('not_modified', '$http_if_none_match', [
		['default', '$choose_is_known'],
		['""', '""'],
	]);
	// Weak comparison with the tags of the body in any coding (RFC 9110, section 13.1.2).
	maps.add('is_known', '"$choose_body $http_if_none_match"', [
		['default', '""'],
		[
			quoteRegex(
				'^(?<choose_digest>[^ ]+) (?:.*,)?[ \\x09]*(?:W/)?\\x22\\k<choose_digest>(?:-gz|-br)?\\x22[ \\x09]*(?:,|\\z)',
			),
			'1',
		],
		[quoteRegex('^[^ ]+ [ \\x09]*\\x2a[ \\x09]*\\z'), '1'],
	]);
}

function refusedOrTaken(coding: string): MapEntry[] {
	const start = `(?i)(?:^|,)[ \\x09]*${coding}[ \\x09]*`;
	return [
		[quoteRegex(`${start};[^,]*?q=[ \\x09]*0(?:\\.0*)?[ \\x09]*(?:[;,]|\\z)`), '0'],
		[quoteRegex(`${start}(?:[;,]|\\z)`), '1'],
	];
}
