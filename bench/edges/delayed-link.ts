import { once } from 'node:events';
import { createConnection, createServer, type Socket } from 'node:net';

/** A link to a server on which everything takes a while. */
export interface DelayedLink {
	readonly port: number;
	close(): void;
}

/** Opens a link to a port of this machine; what is sent arrives `milliseconds` later, in each direction. */
export async function openDelayedLink(to: number, milliseconds: number): Promise<DelayedLink> {
	const sockets = new Set<Socket>();
	const keep = (socket: Socket) => {
		sockets.add(socket);
		socket.setNoDelay(true);
		socket.on('error', () => socket.destroy());
		socket.on('close', () => sockets.delete(socket));
	};
	const server = createServer({ allowHalfOpen: true }, (near) => {
		const far = createConnection({ host: '127.0.0.1', port: to, allowHalfOpen: true });
		keep(near);
		keep(far);
		carry(near, far, milliseconds);
		carry(far, near, milliseconds);
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no port is free');
	return {
		port: address.port,
		close() {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}

function carry(from: Socket, to: Socket, milliseconds: number): void {
	from.on('data', (bytes) => setTimeout(() => to.write(bytes), milliseconds));
	from.on('end', () => setTimeout(() => to.end(), milliseconds));
	from.on('close', () => setTimeout(() => to.destroy(), milliseconds));
}
