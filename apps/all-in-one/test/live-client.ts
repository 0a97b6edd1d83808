import { setTimeout as delay } from 'node:timers/promises';

export interface LiveClient {
  /** Of every message that came, as often as it came. */
  messages: string[];
  /** Of every stand-in that came, as often as it came: its message comes under the same id. */
  standIns: string[];
  /** Where in the stream what came stands. */
  sequences: number[];
  /** How often it was told to load the lists again. */
  resets: number;
  close(): void;
}

/** Reads `GET /v1/events` as an agent's browser does: when the connection ends, it goes on where it was, anywhere. */
export function readAsAgent(first: string, routers: string[], token: string): LiveClient {
  const abort = new AbortController();
  const client: LiveClient = { messages: [], standIns: [], sequences: [], resets: 0, close: () => abort.abort() };
  let lastEventId: string | undefined;
  const take = (frame: string) => {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(frame)?.[1];
    const [id, event, data] = [field('id'), field('event'), field('data')];
    if (id !== undefined) lastEventId = id;
    if (event === 'reset') client.resets++;
    if (data === undefined || event === 'reset' || event === 'ping') return;
    client.sequences.push(Number(id?.split('-')[1]));
    if (event !== 'message') return;
    const { message } = JSON.parse(data) as { message: { id: string; standsFor?: string } };
    (message.standsFor ? client.standIns : client.messages).push(message.id);
  };
  void (async () => {
    for (let url = first; !abort.signal.aborted; url = routers[Math.floor(Math.random() * routers.length)] ?? first) {
      try {
        const headers = { authorization: `Bearer ${token}`, ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
        const { body } = await fetch(`${url}/v1/events`, { headers, signal: abort.signal });
        let pending = '';
        for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
          const frames = (pending + chunk).split('\n\n');
          pending = frames.pop() ?? '';
          frames.forEach(take);
        }
      } catch {
        await delay(50); // ended or refused: the next try may find another
      }
    }
  })();
  return client;
}
