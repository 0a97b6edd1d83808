import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Changes } from './changes.js';
import { Clock } from './clock.js';
import { Faults } from './faults.js';
import { Identifiers } from './identifiers.js';
import { Ledger } from './ledger.js';
import { Limits } from './limits.js';
import { LinkFetcher } from './link-fetch.js';
import { MediaFiles } from './media-files.js';
import { MessageLog } from './message-log.js';
import { Registry } from './registry.js';
import { Schedule } from './schedule.js';
import { defaultSettings, type Settings } from './settings.js';
import { type Delivery, DeliveryQueue } from './webhooks/delivery-queue.js';

/** Everything this Meta knows and does, put together once and handed to the routes. */
export interface World {
  changes: Changes;
  clock: Clock;
  schedule: Schedule;
  settings: Settings;
  ids: Identifiers;
  registry: Registry;
  ledger: Ledger;
  messages: MessageLog;
  limits: Limits;
  faults: Faults;
  media: MediaFiles;
  links: LinkFetcher;
  deliveries: DeliveryQueue;
  /** Signs download URLs. */
  urlSecret: string;
  /** Where clients reach this Meta, without a slash at the end. */
  publicUrl: string;
}

export async function openWorld(dataDir: string, seed: string, settingsGiven: Partial<Settings>): Promise<World> {
  const registry = await Registry.open(join(dataDir, 'state.json'));
  const settings: Settings = { ...defaultSettings, ...registry.savedSettings, ...settingsGiven };
  const ledger = await Ledger.open(join(dataDir, 'ledger.ndjson'));
  const clock = new Clock(registry.clockOffsetSeconds * 1000);
  const ids = new Identifiers(seed, registry.run);
  const faults = new Faults(ids);
  const messages = new MessageLog();
  const changes = new Changes();
  const media = await MediaFiles.open(join(dataDir, 'media'));
  const deliveries = new DeliveryQueue({
    registry,
    ledger,
    faults,
    settings,
    ids,
    onDelivered: ({ wamid, status, event }) => {
      const message = messages.get(wamid ?? '');
      const news = message?.statuses.find((item) => item.status === status);
      if (news) news.delivered = true;
      if (message && event === 'message') message.announced = true;
      if (message?.customerId !== undefined) changes.tell(message.customerId);
    },
  });
  return {
    changes,
    clock,
    schedule: new Schedule(),
    settings,
    ids,
    registry,
    ledger,
    messages,
    limits: new Limits(),
    faults,
    media,
    links: new LinkFetcher({ clock, settings, ledger, faults, media, ids }),
    deliveries,
    urlSecret: seed,
    publicUrl: '',
  };
}

/** Takes up the deliveries that the last process left. */
export async function resumeDeliveries(world: World, dataDir: string): Promise<void> {
  const path = join(dataDir, 'pending.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  await rm(path);
  for (const delivery of JSON.parse(text) as Delivery[]) world.deliveries.add(delivery);
}

/** Ends everything; what was due soon is decided now, and what is not delivered waits on disk for the next start. */
export async function closeWorld(world: World, dataDir: string): Promise<void> {
  world.schedule.runAll();
  world.schedule.stop();
  world.links.stop();
  const left = world.deliveries.stop();
  if (left.length > 0) await writeFile(join(dataDir, 'pending.json'), JSON.stringify(left), { mode: 0o600 });
  await world.registry.save();
  await world.ledger.close();
}
