import { describeDatabaseError } from '@wabx/persistence';
import { DataSource } from 'typeorm';
import { ObjectStoreError, type ObjectStore } from '../object-store/object-store.js';

const KEY = /^media\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/\d+$/;
// An upload's object comes before its row; nothing of ours takes so long between the two.
const YOUNG_MS = 3_600_000;
const PAGE = 500;
const PAGES_PER_RUN = 20;
const EVERY_MS = 3_600_000;

/** Compares the store with the rows at start and once an hour, ten thousand objects at a time. */
export class Reconciliation {
  private running: Promise<void> = Promise.resolve();
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;
  private after: string | undefined;

  constructor(
    private readonly source: DataSource,
    private readonly objects: ObjectStore,
    private readonly log: { log(message: string, params?: object): void; warn(message: string, params?: object): void },
  ) {}

  start(): void {
    this.running = this.run();
    this.timer = setInterval(() => (this.running = this.running.then(() => this.run())), EVERY_MS);
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearInterval(this.timer);
    await this.running;
  }

  private async run(): Promise<void> {
    let deleted = 0;
    try {
      await this.objects.sweep();
      for (let page = 0; page < PAGES_PER_RUN && !this.stopping; page += 1) {
        const result = await reconcileObjects(this.source, this.objects, { limit: PAGE, after: this.after });
        deleted += result.deleted;
        this.after = result.next;
        if (this.after === undefined) break;
      }
    } catch (error) {
      const reason = error instanceof ObjectStoreError ? error.message : describeDatabaseError(error);
      this.log.warn('the store could not be compared with the rows', { reason });
    }
    if (deleted > 0) this.log.log('objects that no row speaks of were deleted', { deleted });
  }
}

/**
 * Deletes objects that no row speaks of: what a crash between storing and recording, or between recording and deleting,
 * has left. Looks at one page of the store; `next` goes on from there.
 */
export async function reconcileObjects(
  source: DataSource,
  objects: ObjectStore,
  { limit, after, olderThanMs = YOUNG_MS }: { limit: number; after?: string | undefined; olderThanMs?: number },
): Promise<{ deleted: number; next?: string }> {
  const { objects: listed, next } = await objects.list({ limit, after });
  const old = listed.filter(({ storedAt }) => Date.now() - storedAt.getTime() >= olderThanMs);
  // A key that is not of ours is somebody else's.
  const ours = old.flatMap(({ key }) => (KEY.test(key) ? [key] : []));
  const wanted: { object_key: string }[] = await source.query(
    `SELECT object_key FROM file WHERE id = ANY($1::uuid[]) AND state = 'stored'`,
    [ours.map((key) => KEY.exec(key)?.[1])],
  );
  const kept = new Set(wanted.map(({ object_key }) => object_key));
  const orphans = ours.filter((key) => !kept.has(key));
  for (const key of orphans) await objects.delete(key);
  return { deleted: orphans.length, ...(next !== undefined && { next }) };
}
