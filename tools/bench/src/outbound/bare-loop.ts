import { newId } from '@wabx/contracts';
import pg from 'pg';
import { Agent } from 'undici';
import { closedLoop } from '../load.js';
import type { Stage } from './stage.js';

const CONNECTIONS = 64;

export type BareLoop = Awaited<ReturnType<typeof openBareLoop>>;

/** The floor: what any sender has to do, and nothing else. Calls of undici, and where a sender must, one commit before. */
export async function openBareLoop({ simulator, channel, databaseUrl, barePhoneNumberId }: Stage) {
  const agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: CONNECTIONS });
  await pool.query('CREATE TABLE bare_start (message_id uuid PRIMARY KEY, state text NOT NULL)');
  const send = async (askedAt = new Date().toISOString()): Promise<boolean> => {
    const { statusCode, body } = await agent.request({
      origin: simulator.url,
      path: `/v26.0/${barePhoneNumberId}/messages`,
      method: 'POST',
      headers: { authorization: `Bearer ${channel.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        to: '+447701000000',
        type: 'text',
        text: { body: askedAt },
      }),
    });
    await body.dump();
    return statusCode === 200;
  };
  const commitAndSend = async (): Promise<boolean> => {
    const askedAt = new Date().toISOString();
    await pool.query(`INSERT INTO bare_start (message_id, state) VALUES ($1, 'sending')`, [newId()]);
    return await send(askedAt);
  };
  return {
    phoneNumberId: barePhoneNumberId,
    send: () => send(),
    commitAndSend,
    /** As many calls a second as the machine can do. */
    most: async (seconds: number, call: () => Promise<boolean>): Promise<number> => {
      await closedLoop({ connections: CONNECTIONS, seconds: 1 }, call);
      const { rate, failed } = await closedLoop({ connections: CONNECTIONS, seconds }, call);
      if (failed > 0) throw new Error(`${failed} calls of the bare loop failed`);
      return rate;
    },
    close: async (): Promise<void> => {
      await agent.close();
      await pool.end();
    },
  };
}
