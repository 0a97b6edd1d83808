import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { channelChanged, type DataOf } from '@wabx/contracts';
import { connectNats, fromWire } from '@wabx/messaging';
import { setClockOffset } from '@wabx/persistence';
import { eventually } from '@wabx/testing';
import { faultsAtMeta, redChecks, statusBecomes, statusOf, type ChannelFault } from './channel-faults.js';
import { faultsTold } from './faults-told.js';
import { startProvingStage, type ProvenChannel, type ProvingStage } from './proving-stage.js';

// Every fault has a channel of its own, all are broken at once and healed at once: the clock moves for all of them.

const QUARTER_HOUR = 900;
/** A channel with a fault heals within this time, although nobody opens the doctor. */
const HEALED_WITHIN_SECONDS = 60;

let stage: ProvingStage;
let connection: Awaited<ReturnType<typeof connectNats>>;
const heard: { channelId: string; data: DataOf<typeof channelChanged> }[] = [];
const channels = new Map<ChannelFault, ProvenChannel>();
let offsetSeconds = 0;

const moveClock = async (seconds: number) => {
  offsetSeconds += seconds;
  await setClockOffset(stage.database.adminUrl, offsetSeconds);
};
const alertsOf = (channel: ProvenChannel) =>
  heard.flatMap(({ channelId, data: { alert } }) =>
    channelId === channel.id && alert?.kind === 'fault' ? [alert.reason] : [],
  );
const channelOf = (fault: ChannelFault): ProvenChannel => {
  const channel = channels.get(fault);
  if (channel === undefined) throw new Error(`${fault.what} has no channel`);
  return channel;
};
const becomesRed = (fault: ChannelFault) =>
  statusBecomes(stage, channelOf(fault), fault.red, ({ reason }) => reason === fault.red);
const becomesConnected = (fault: ChannelFault) =>
  statusBecomes(stage, channelOf(fault), `connected after ${fault.what}`, ({ state }) => state === 'connected');

beforeAll(async () => {
  stage = await startProvingStage({ withSender: true });
  connection = await connectNats({ url: stage.nats.url, name: 'test' });
  connection.subscribe(`${channelChanged.subject}.*`, {
    callback: (_, message) => void heard.push(fromWire(channelChanged, message.data)),
  });
  for (const fault of [...faultsTold, ...faultsAtMeta]) channels.set(fault, await stage.channel());
  await Promise.all([...channels.keys()].map(becomesConnected));
  // While Meta was being set up, a channel could be looked at half ready.
  heard.length = 0;
}, 120_000);
afterAll(async () => {
  if (stage) await setClockOffset(stage.database.adminUrl, 0);
  await connection?.close();
  await stage?.stop();
}, 60_000);

/** Status, doctor, alert and repair say the same. */
async function agree(fault: ChannelFault): Promise<void> {
  const channel = channelOf(fault);
  const status = await becomesRed(fault);
  expect(status).toMatchObject({ state: fault.state, reason: fault.red });
  const reds = [fault.red, ...(fault.alsoRed ?? [])];
  const shown = status.reasons.map((reason) => `${reason.check}:${reason.fault}`);
  expect([fault.what, ...shown]).toEqual([fault.what, ...reds]);
  const [reason] = status.reasons;
  expect(reason?.repair.call !== undefined).toBe(fault.by === 'a call');
  const alerts = [...(fault.firstAlert === undefined ? [] : [fault.firstAlert]), ...reds];
  await eventually(`an alert of ${fault.what}`, () => alertsOf(channel).length >= alerts.length);
  expect([fault.what, ...alertsOf(channel)]).toEqual([fault.what, ...alerts]);
  expect([fault.what, ...(await redChecks(stage, channel))]).toEqual([fault.what, ...reds]);
  expect((await statusOf(stage, channel)).reasons[0]?.since).toBe(reason?.since);
}

describe('what Meta tells by itself', () => {
  it('is a reason of the status within seconds, and the doctor says the same', async () => {
    for (const fault of faultsTold) await fault.breaks(stage, channelOf(fault));
    for (const fault of faultsTold) await agree(fault);
  }, 90_000);

  it('is over within a minute after Meta says so', async () => {
    for (const fault of faultsTold) await fault.heals(stage, channelOf(fault));
    await moveClock(HEALED_WITHIN_SECONDS);
    await Promise.all(faultsTold.map(becomesConnected));
  }, 90_000);
});

describe('what shows only when one looks', () => {
  it('is found by the next look, and status, doctor, alert and repair agree', async () => {
    for (const fault of faultsAtMeta) await fault.breaks(stage, channelOf(fault));
    await moveClock(QUARTER_HOUR);
    for (const fault of faultsAtMeta) await agree(fault);
  }, 120_000);

  it('heals within a minute without anybody opening the doctor', async () => {
    for (const fault of faultsAtMeta) await fault.heals(stage, channelOf(fault));
    await moveClock(HEALED_WITHIN_SECONDS);
    const isSlow = ({ healsWithin = 0 }: ChannelFault) => healsWithin > HEALED_WITHIN_SECONDS;
    await Promise.all(faultsAtMeta.filter((fault) => !isSlow(fault)).map(becomesConnected));
    await moveClock(Math.max(...faultsAtMeta.filter(isSlow).map(({ healsWithin = 0 }) => healsWithin)));
    await Promise.all(faultsAtMeta.filter(isSlow).map(becomesConnected));
  }, 180_000);
});
