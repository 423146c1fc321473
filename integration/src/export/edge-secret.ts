import { SHORTEST_SECRET } from '../constants.js';
import type { ChooseDefinition } from '../definition/definition-types.js';
import { ChooseError } from '../errors.js';
import type { ExportPlan } from './exportable.js';

/**
 * Refuses a secret that is too short, and none where an edge has to sign with it.
 *
 * @throws {ChooseError} MissingSecret.
 */
export function checkEdgeSecret(
	secret: string | undefined,
	{ hasServer }: Pick<ExportPlan, 'hasServer'>,
): void {
	const isFine = secret === undefined ? !hasServer : Buffer.byteLength(secret) >= SHORTEST_SECRET;
	if (isFine) return;
	throw new ChooseError({
		name: 'MissingSecret',
		path: 'CHOOSE_SECRET',
		expected: `${SHORTEST_SECRET} random bytes or more, where the site is built with edge.targets`,
		found:
			secret === undefined
				? 'nothing, neither in the environment nor in .env'
				: `${Buffer.byteLength(secret)} bytes`,
		hint: hasServer
			? 'Set CHOOSE_SECRET where the site is built, to the same as where its server runs: by it the server knows that the edge speaks. To make one: openssl rand -base64 48'
			: `Set CHOOSE_SECRET to ${SHORTEST_SECRET} random bytes or more (openssl rand -base64 48), or leave it out.`,
	});
}

/** nginx cannot seal a cookie: what it sends is made from the secret at build. */
export function warnOfPersistence(
	{ segments }: ChooseDefinition,
	{ targets }: ExportPlan,
	secret: string | undefined,
): { readonly name: string; readonly message: string }[] {
	const persisted = segments.filter(({ persist }) => persist !== undefined);
	if (!targets.includes('nginx') || persisted.length === 0 || secret !== undefined) return [];
	const names = persisted.map(({ name }) => name).join(', ');
	return [
		{
			name: 'NotPersisted',
			message: `nginx keeps nobody in a segment (${names}), because CHOOSE_SECRET is not set where the site is built. Set it to ${SHORTEST_SECRET} random bytes or more: openssl rand -base64 48`,
		},
	];
}
