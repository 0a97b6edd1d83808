import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { answerReader, type AnswerHead, type WholeAnswer } from './answer-reader.js';
import { CallAborted, CallTimeout, InvalidAnswer } from './failure-cause.js';
import { idleMsMax } from './http-exchange.js';

/** Who asks for a connection. What it gets is `answered` or `failed`, once, unless it leaves or gives back before. */
export type Sender = {
  /** Asked right before `connected`. */
  wants(): boolean;
  /** The connection stands and is the sender's alone, to write one request to or to give back. */
  connected(connection: SendConnection): void;
  answered(answer: WholeAnswer): void;
  /** No connection could be made, or it is gone before the answer was whole; `head` where one had begun. */
  failed(error: Error, head?: AnswerHead): void;
};

export type SendConnection = { socket: Socket; sender: Sender | undefined };

// A server (or what stands before it) accepts only so many at once. What overflows its queue looks connected to us, and
// what is written into it hangs until the time is up, with an unknown outcome.
const openingMax = 16;

// One that hangs is not to stand in the way of others, which may find the host by another way.
const openingMsMax = 5_000;

export type SendConnections = ReturnType<typeof openSendConnections>;

/** Connections to one host, each kept for the next who asks; who finds none idle waits for the first that gets free. */
export function openSendConnections({ protocol, hostname, port }: URL) {
  const host = hostname.replace(/^\[|\]$/g, '');
  const isSecure = protocol === 'https:';
  const address = { host, port: Number(port || (isSecure ? 443 : 80)) };
  const sockets = new Set<Socket>();
  const opening = new Set<Socket>();
  const idle: SendConnection[] = [];
  const waiting = new Set<Sender>();
  let tlsSession: Buffer | undefined;

  function ask(sender: Sender): void {
    for (let connection = idle.pop(); connection; connection = idle.pop()) {
      if (!connection.socket.destroyed) return assignUsed(connection, sender);
    }
    waiting.add(sender);
    openMore();
  }

  /** For who has not been given a connection yet and does not want one any more. */
  function leave(sender: Sender): void {
    waiting.delete(sender);
    const [first] = opening;
    if (!first || opening.size <= waiting.size) return;
    opening.delete(first);
    first.destroy();
  }

  /** A connection that was not written to. */
  function giveBack(connection: SendConnection): void {
    connection.sender = undefined;
    if (!connection.socket.destroyed) offer(connection);
  }

  function offer(connection: SendConnection): void {
    const next = nextWaiting();
    if (next) assignUsed(connection, next);
    else idle.push(connection);
  }

  function nextWaiting(): Sender | undefined {
    const [next] = waiting;
    if (next) waiting.delete(next);
    return next;
  }

  /**
   * What was used before may already be closed by the other side: two turns of the loop have a whole poll between them,
   * in which that end is read, and the sender is told of it.
   */
  function assignUsed(connection: SendConnection, sender: Sender): void {
    connection.sender = sender;
    const assign = () => {
      // Where it has ended, `failed` is on its way.
      if (connection.sender !== sender || connection.socket.destroyed) return;
      if (sender.wants()) sender.connected(connection);
      else giveBack(connection);
    };
    setImmediate(() => setImmediate(assign));
  }

  function openMore(): void {
    while (opening.size < openingMax && opening.size < waiting.size) open();
  }

  function open(): void {
    const socket = openSocket();
    socket.setNoDelay(true);
    sockets.add(socket);
    opening.add(socket);
    const clock = setTimeout(() => socket.destroy(new CallTimeout()), openingMsMax);
    let error: Error | undefined;
    socket.on('error', (cause) => (error = cause));
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      clearTimeout(clock);
      opening.delete(socket);
      const connection = use(socket);
      const next = nextWaiting();
      connection.sender = next;
      if (next) next.connected(connection);
      else idle.push(connection);
      openMore();
    });
    socket.once('close', () => {
      clearTimeout(clock);
      sockets.delete(socket);
      // Who left its opening has been told.
      if (!opening.delete(socket)) return;
      tlsSession = undefined;
      nextWaiting()?.failed(error ?? hungUp());
      openMore();
    });
  }

  function openSocket(): Socket {
    if (!isSecure) return connect(address);
    const servername = isIP(host) === 0 ? host : '';
    const socket = connectTls({ ...address, servername, ALPNProtocols: ['http/1.1'], session: tlsSession });
    return socket.on('session', (session) => (tlsSession = session));
  }

  /** Reads what comes over a connection that stands. */
  function use(socket: Socket): SendConnection {
    const connection: SendConnection = { socket, sender: undefined };
    const reader = answerReader();
    let error: Error | undefined;
    const take = (answer: WholeAnswer | undefined) => {
      if (!answer) return;
      const { sender } = connection;
      connection.sender = undefined;
      // Who answers before the whole request is there does not want the rest of it.
      const idleMs = socket.writableLength > 0 ? 0 : Math.min(answer.keepAliveMs, idleMsMax);
      if (idleMs > 0) {
        if (socket.timeout !== idleMs) socket.setTimeout(idleMs);
        offer(connection);
      } else socket.destroy();
      sender?.answered(answer);
    };
    socket.setTimeout(idleMsMax);
    socket.on('timeout', () => connection.sender ?? socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      // Nobody asked: whose answer that is cannot be told.
      if (!connection.sender) return void socket.destroy();
      try {
        take(reader.read(bytes));
      } catch (cause) {
        if (!(cause instanceof InvalidAnswer)) throw cause;
        error = cause;
        socket.destroy();
      }
    });
    socket.once('end', () => {
      take(reader.end());
      socket.destroy();
    });
    socket.on('error', (cause) => (error ??= cause));
    socket.once('close', () => {
      const at = idle.indexOf(connection);
      if (at >= 0) idle.splice(at, 1);
      connection.sender?.failed(error ?? hungUp(), reader.begun());
      connection.sender = undefined;
    });
    return connection;
  }

  function close(): void {
    const left = [...waiting];
    waiting.clear();
    for (const sender of left) sender.failed(new CallAborted());
    for (const socket of sockets) socket.destroy();
  }

  return { ask, leave, giveBack, close };
}

function hungUp(): Error {
  return Object.assign(new Error('The other side hung up'), { code: 'ECONNRESET' });
}
