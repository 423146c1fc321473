import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface Certificate {
	/** Paths of PEM files. */
	readonly certificate: string;
	readonly key: string;
}

/** Makes a certificate for 127.0.0.1 in a folder, signed by itself, good for a day. */
export function createCertificate(folder: string): Certificate {
	const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
	execFileSync(
		'openssl',
		[
			...'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost'.split(' '),
			...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate],
		],
		{ stdio: 'pipe' },
	);
	return { certificate, key };
}
