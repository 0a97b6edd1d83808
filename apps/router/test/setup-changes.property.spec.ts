import { afterAll, beforeAll, it } from '@jest/globals';
import { newId, type ChannelView, type DirectoryEntry } from '@wabx/contracts';
import type { RunningService } from '@wabx/runtime';
import { eventually, testApiKey, testChannel } from '@wabx/testing';
import fc from 'fast-check';
import { apiOf, startRig, type Rig } from './router-rig.js';

const full = process.env['WABX_LONG'] === 'full';

let rig: Rig;
let service: RunningService;
beforeAll(async () => {
  rig = await startRig();
  service = await rig.start();
});
afterAll(() => rig.stop());

type Queue = Extract<DirectoryEntry, { type: 'queue' }>;
type Extension = Extract<DirectoryEntry, { type: 'extension' }>;

/** One step: what an administrator, an agent or a customer does; `which` and `where` choose among what is there. */
const steps = fc.array(
  fc.record({
    what: fc.constantFrom(
      ...([
        'write',
        'write',
        'claim',
        'transfer',
        'close',
        'delete-extension',
        'add-extension',
        'delete-queue',
      ] as const),
      ...(['empty-queue', 'staff-queue', 'rename', 'point-number', 'move-number', 'delete-channel'] as const),
    ),
    which: fc.nat(5),
    where: fc.nat(5),
  }),
  { minLength: 4, maxLength: 14 },
);

/** A company of its own: two channels with a number each, two queues, three people. */
class Company {
  readonly people: { token: string; entry: Extension }[] = [];
  queues: Queue[] = [];
  private written = 0;
  channels: ChannelView[] = [];
  readonly customers = [0, 1, 2].map(() => `44770${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`);
  private readonly numbers = [0, 1].map(() => String(Math.floor(Math.random() * 1e12)));

  async build(): Promise<void> {
    for (let count = 0; count < 3; count++) await this.addPerson();
    for (let count = 0; count < 2; count++) {
      const agents = this.people.slice(count).map(({ entry }) => entry.id);
      const mode = 'manual' as const;
      const queue = { id: newId(), version: 1, deleted: false, name: 'Q', assignmentMode: mode, agents };
      this.queues.push({ type: 'queue', ...queue });
      const destination = { type: 'queue' as const, id: queue.id };
      const phoneNumberId = this.numbers[count]!;
      this.channels.push((await testChannel([{ phoneNumberId, e164: '+12025550190', destination }])).view);
    }
    await rig.configure({ directory: this.queues, channels: this.channels });
  }

  async addPerson(): Promise<void> {
    const entry: Extension = { type: 'extension', id: newId(), version: 1, deleted: false, number: '1', name: 'P' };
    const key = testApiKey(['agent'], entry.id);
    this.people.push({ token: key.token, entry });
    await rig.configure({ directory: [entry], apiKeys: [key.entry] });
  }

  get living() {
    return this.people.filter(({ entry }) => !entry.deleted);
  }

  async changeQueue(at: number, change: Partial<Queue>): Promise<void> {
    const queue = this.queues[at % this.queues.length]!;
    if (queue.deleted) return;
    Object.assign(queue, change, { version: queue.version + 1 });
    await rig.configure({ directory: [queue] });
  }

  async changeChannel(channel: ChannelView, change: Partial<ChannelView>): Promise<void> {
    if (channel.deleted) return;
    Object.assign(channel, change, { version: channel.version + 1 });
    await rig.configure({ channels: [channel] });
  }

  async take({ what, which, where }: { what: string; which: number; where: number }): Promise<void> {
    const boss = apiOf(service, rig.supervisor);
    const channel = this.channels[which % 2]!;
    const person = this.living[which % Math.max(this.living.length, 1)];
    const sessions = await this.open();
    const session = sessions[where % Math.max(sessions.length, 1)];
    switch (what) {
      case 'write': {
        const phoneNumberId = channel.numbers[0]?.phoneNumberId ?? this.numbers[which % 2]!;
        await rig.receive({ phoneNumberId, channelId: channel.id, waId: this.customers[where % 3]! });
        this.written++;
        return;
      }
      case 'claim':
        if (person && session) await apiOf(service, person.token).call('POST', `/v1/sessions/${session}/claim`);
        return;
      case 'transfer':
        if (person && session) {
          await boss.call('POST', `/v1/sessions/${session}/transfer`, {
            to: { type: 'extension', id: person.entry.id },
          });
        }
        return;
      case 'close':
        if (session) await boss.call('POST', `/v1/sessions/${session}/close`);
        return;
      case 'delete-extension':
        if (person) {
          Object.assign(person.entry, { deleted: true, version: person.entry.version + 1 });
          await rig.configure({ directory: [person.entry] });
        }
        return;
      case 'add-extension':
        return await this.addPerson();
      case 'delete-queue':
        return await this.changeQueue(which, { deleted: true, agents: [] });
      case 'empty-queue':
        return await this.changeQueue(which, { agents: [] });
      case 'staff-queue':
        return await this.changeQueue(which, { agents: this.living.map(({ entry }) => entry.id) });
      case 'rename':
        await this.changeQueue(which, { name: `Q${where}` });
        return await this.changeChannel(channel, { name: `C${where}` });
      case 'point-number': {
        const queue = this.queues[where % 2]!;
        const destination =
          where % 2 && person
            ? { type: 'extension' as const, id: person.entry.id }
            : { type: 'queue' as const, id: queue.id };
        return await this.changeChannel(channel, {
          numbers: channel.numbers.map((number) => ({ ...number, destination })),
        });
      }
      case 'move-number': {
        const other = this.channels[(which + 1) % 2]!;
        if (channel.deleted || other.deleted) return;
        const { numbers } = channel;
        await this.changeChannel(channel, { numbers: [] });
        return await this.changeChannel(other, { numbers: [...other.numbers, ...numbers] });
      }
      case 'delete-channel':
        return await this.changeChannel(channel, { deleted: true, numbers: [] });
    }
  }

  /** The company's open sessions. */
  async open(): Promise<string[]> {
    const source = await rig.database.dataSourceOf('router');
    const rows: { id: string }[] = await source.query(
      `SELECT id FROM session WHERE state = 'open' AND phone_number_id = ANY($1) ORDER BY id`,
      [this.numbers],
    );
    return rows.map(({ id }) => id);
  }

  async hasAll(): Promise<boolean> {
    const source = await rig.database.dataSourceOf('router');
    const [row]: { count: number }[] = await source.query(
      'SELECT count(*)::int AS count FROM message WHERE phone_number_id = ANY($1)',
      [this.numbers],
    );
    return row?.count === this.written;
  }

  /** Open sessions that no living person gets in a list and that are not listed as orphaned; nor may one be owned by nobody. */
  async lost(): Promise<string[]> {
    const listed = async (token: string, query: string) =>
      (await apiOf(service, token).sessions(`?state=open&limit=200${query}`)).map(({ id }) => id);
    const open = await this.open();
    const found = new Set(await listed(rig.supervisor, '&orphaned=true'));
    for (const { token } of this.living) for (const id of await listed(token, '')) found.add(id);
    const stillOpen = await this.open();
    return open.filter((id) => !found.has(id) && stillOpen.includes(id));
  }

  /** What waits for nobody any more: owned by who is gone, or open on a channel that is. */
  async leftBehind(): Promise<string[]> {
    const source = await rig.database.dataSourceOf('router');
    const gone = this.people.filter(({ entry }) => entry.deleted).map(({ entry }) => entry.id);
    const deleted = this.channels.filter((channel) => channel.deleted).map(({ id }) => id);
    const rows: { id: string }[] = await source.query(
      `SELECT id FROM session WHERE state = 'open' AND (assignee = ANY($1) OR channel_id = ANY($2))`,
      [gone, deleted],
    );
    return rows.map(({ id }) => id);
  }
}

it('no sequence of set-up changes leaves an open session that nobody can see and that is not orphaned', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      const company = new Company();
      await company.build();
      for (const step of sequence) await company.take(step);
      await eventually('the router has every message', () => company.hasAll());
      await eventually(`every open session is with somebody: ${JSON.stringify(sequence)}`, async () => {
        // What customers write for a channel that is gone comes when it comes: the minute's look, sooner.
        await company.addPerson();
        return (await company.lost()).length === 0 && (await company.leftBehind()).length === 0;
      });
    }),
    { numRuns: full ? 300 : 15 },
  );
}, 1_800_000);
