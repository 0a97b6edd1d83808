import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TcpGate {
  port: number;
  open(): Promise<void>;
  /** Cuts every connection, without a good-bye, and refuses new ones. */
  close(): Promise<void>;
  /** Lets nothing through any more and keeps the connections, as a machine does that lost its network. */
  freeze(): void;
}

/** A port in front of a server that can be opened and shut; shut at first. */
export async function tcpGate(target: URL): Promise<TcpGate> {
  const sockets = new Set<Socket>();
  const newServer = () =>
    createServer((inbound) => {
      const outbound = connect(Number(target.port), target.hostname);
      inbound.pipe(outbound).pipe(inbound);
      for (const socket of [inbound, outbound]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => [inbound, outbound].forEach((one) => one.destroy()));
      }
    });
  let server = newServer();
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const close = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      sockets.forEach((socket) => socket.destroy());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  await close();
  return {
    port,
    open: () => {
      server = newServer();
      return listen(port);
    },
    close,
    freeze: () => sockets.forEach((socket) => socket.unpipe().pause()),
  };
}
