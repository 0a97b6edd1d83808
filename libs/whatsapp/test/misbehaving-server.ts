import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type MisbehavingServer = {
  url: string;
  /** Everything clients wrote, connection by connection. */
  received: string[];
  connections: number;
  close: () => Promise<void>;
};

/** A TCP server that does to each connection what it is told, once the head of a request (or any byte) is there. */
export async function misbehave(react: (socket: Socket, received: string) => void): Promise<MisbehavingServer> {
  const sockets = new Set<Socket>();
  const state = { received: [] as string[], connections: 0 };
  const server = createServer((socket) => {
    const index = state.connections++;
    state.received[index] = '';
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      state.received[index] += bytes.toString('latin1');
      react(socket, state.received[index] ?? '');
    });
  });
  const port = await listen(server);
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
