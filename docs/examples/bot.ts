// Answers whoever writes to a queue with a text and a file, and closes the session. docs/examples/README.md says how to run it.
import { createClient, WabxProblem } from '@wabx/client';

const { WABX_ROUTER_URL, WABX_MEDIA_STORE_URL, WABX_KEY, WABX_QUEUE } = process.env;
if (!WABX_ROUTER_URL || !WABX_MEDIA_STORE_URL || !WABX_KEY || !WABX_QUEUE)
  throw new Error('See docs/examples/README.md');
const router = createClient({ url: WABX_ROUTER_URL, token: WABX_KEY });
const mediaStore = createClient({ url: WABX_MEDIA_STORE_URL, token: WABX_KEY });
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

for await (const event of router.events(stop.signal)) {
  // At the start and after a gap: whoever waits already.
  if (event.type === 'reset') {
    for await (const session of router.items('/v1/sessions', { query: { assigned: false, state: 'open' } })) {
      if (session.destination?.name === WABX_QUEUE) await answer(session.id);
    }
  }
  if (event.type !== 'message' || event.message.direction !== 'inbound' || event.session.assignee) continue;
  if (event.session.destination?.name === WABX_QUEUE) await answer(event.session.id);
}

async function answer(id: string): Promise<void> {
  const params = { path: { id } };
  try {
    const { data } = await router.api.POST('/v1/sessions/{id}/claim', { params });
    const claimEpoch = data?.claimEpoch ?? 0;
    await router.reply(id, { type: 'text', text: { body: 'We are open from 9 to 17. Our prices:' }, claimEpoch });
    const file = await mediaStore.upload(new Blob(['Repair: 20 euros\n'], { type: 'text/plain' }), 'prices.txt');
    await router.reply(id, { type: 'document', media: { id: file.id, filename: 'prices.txt' }, claimEpoch });
    await router.api.POST('/v1/sessions/{id}/close', { params });
  } catch (error) {
    // A colleague was faster, or has closed it.
    if (!(error instanceof WabxProblem && ['ALREADY_CLAIMED', 'SESSION_CLOSED'].includes(error.code))) throw error;
  }
}
