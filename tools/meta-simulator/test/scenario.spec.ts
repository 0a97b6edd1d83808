import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseScenario, replay } from '../src/index.js';
import { APP_ID, type Stage, startStage, until } from './stage.js';

let stage: Stage;
beforeEach(async () => {
  stage = await startStage();
  await stage.control('POST', '/tokens', { token: 'access-token', appId: APP_ID });
});
afterEach(() => stage.stop());

const story = (name: string) => fileURLToPath(new URL(`../stories/${name}`, import.meta.url));
const read = (name: string) => parseScenario(readFileSync(story(name), 'utf8'));

describe('a story', () => {
  it('of a first contact is played to its end: question, picture, answer, button', async () => {
    const done: number[] = [];
    await replay(stage.simulator.url, read('first-contact.yaml'), ({ number }) => done.push(number));
    expect(done).toEqual(read('first-contact.yaml').steps.map((_, index) => index + 1));
    const types = await until(() => {
      const heard = stage.callback.items('messages').map((message) => message.type);
      return heard.length === 3 && heard;
    });
    expect(types.sort()).toEqual(['image', 'interactive', 'text']);
  });

  it('of a bad day: repeated, batched, hidden, renumbered, blocked, too late', async () => {
    await replay(stage.simulator.url, read('bad-day.yaml'));
    await until(() => {
      const { received } = stage.callback;
      const text = received.map(({ body }) => body).join('');
      return (
        text.split('You get this one twice').length > 2 &&
        text.includes('user_changed_number') &&
        text.includes('131047')
      );
    });
  });

  it('waits for what the business sends, and says which step did not come', async () => {
    const scenario = parseScenario(
      JSON.stringify({
        name: 'x',
        phoneNumberId: '410020030040051',
        steps: [
          { customer: 'mara', writes: 'Hello' },
          { expectSend: { type: 'text', textContains: 'Nobody says this' }, withinSeconds: 0.1 },
        ],
      }),
    );
    await expect(replay(stage.simulator.url, scenario)).rejects.toThrow(/^Step 2: not within 0.1 s/);
    const [first, second] = scenario.steps;
    const waiting = replay(stage.simulator.url, {
      ...scenario,
      steps: [first!, { ...second!, withinSeconds: 10 } as never],
    });
    await stage.write();
    await stage.sendText('Nobody says this, says somebody');
    await waiting;
  });

  it('that is none is refused with every place that is wrong', () => {
    expect(() => parseScenario('name: x\nsteps: []\nfoo: 1')).toThrow(/steps[\s\S]*foo/);
  });

  it('can be played from the command line', async () => {
    const cli = fileURLToPath(new URL('../dist/replay-story.js', import.meta.url));
    const run = (...args: string[]) => spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const child = run(story('first-contact.yaml'), '--url', stage.simulator.url);
    const out: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(Buffer.concat(out).toString()).toMatch(/^First contact\n1\. settings are changed\n[\s\S]*mara writes\n$/);
    expect((await once(run('nowhere.yaml'), 'close'))[0]).toBe(1);
  });
});
