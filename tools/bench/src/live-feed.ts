/** An agent's live events, watched for the messages somebody waits for. */
export class LiveFeed {
  private readonly waiting = new Map<string, () => void>();
  private readonly end = new AbortController();

  /** Resolves when the stream is open: nothing that happens from now on is missed. */
  static async open(url: string, token: string): Promise<LiveFeed> {
    const feed = new LiveFeed();
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: feed.end.signal });
    if (!response.ok || !response.body) throw new Error(`${url} was answered with ${response.status}`);
    feed.read(response.body).catch(() => undefined); // ends with close(); what is missing then fails its waiter
    return feed;
  }

  /** Whether the message with this id of Meta's came within the time. Ask before it is sent. */
  next(waMessageId: string, timeoutMs = 10_000): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(waMessageId, () => resolve(false)), timeoutMs);
      this.waiting.set(waMessageId, () => {
        clearTimeout(timer);
        resolve(true);
      });
    });
  }

  close(): void {
    this.end.abort();
  }

  private settle(waMessageId: string, then: () => void): void {
    this.waiting.delete(waMessageId);
    then();
  }

  private async read(body: AsyncIterable<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
      const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        // Not parsed: the generator shares the machine with what it measures.
        const id = /"waMessageId":"([^"]+)"/.exec(block)?.[1];
        const seen = id === undefined ? undefined : this.waiting.get(id);
        if (id !== undefined && seen) this.settle(id, seen);
      }
    }
  }
}
