import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** So long after an answer it has certainly been read. */
const IDLE_MS = 200;

/** The way to Meta as one TCP door: while it is shut, connections are refused and those that are idle have ended. */
export type Door = Awaited<ReturnType<typeof startDoor>>;

export async function startDoor(targetUrl: string) {
  const target = new URL(targetUrl);
  const sockets = new Map<Socket, { answeredAtMs: number }>();
  let shuts = 0;
  const server: Server = createServer((inner) => {
    const outer = connect(Number(target.port), target.hostname);
    const state = { answeredAtMs: Infinity };
    sockets.set(inner, state);
    inner.on('data', () => (state.answeredAtMs = Infinity));
    outer.on('data', () => (state.answeredAtMs = performance.now()));
    inner.pipe(outer).pipe(inner);
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      one.on('error', () => undefined);
      one.on('close', () => other.destroy());
    }
    inner.on('close', () => sockets.delete(inner));
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const shut = () => {
    shuts += 1;
    server.close();
    for (const [socket, { answeredAtMs }] of sockets) {
      if (performance.now() - answeredAtMs > IDLE_MS) socket.destroy();
    }
  };
  return {
    url: `http://127.0.0.1:${port}`,
    shut: async () => shut(),
    open: () => listen(port),
    shuts: () => shuts,
    close: async () => {
      if (server.listening) server.close();
      for (const socket of sockets.keys()) socket.destroy();
    },
  };
}
