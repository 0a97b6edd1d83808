import { expect } from '@jest/globals';
import { linkFile } from '@wabx/contracts';
import type { MediaStoreUnderTest } from './media-store-under-test.js';

export interface Uploaded {
  id: string;
  mimeType: string;
  size: number;
  sha256: string;
  filename?: string;
  expiresAt: string;
}

export const text = (content: string) => [Buffer.from(content)];

/** What callers do again and again, each expecting to succeed. */
export function requestsTo(store: MediaStoreUnderTest) {
  const link = async (fileId: string) =>
    await store.requests.ask(linkFile, { fileId, channelId: store.channel.view.id });
  return {
    link,
    linked: async (fileId: string) => {
      const answer = await link(fileId);
      if (answer.outcome !== 'linked') throw new Error(answer.outcome);
      return { ...answer, pathname: new URL(answer.url).pathname };
    },
    uploaded: async (...request: Parameters<MediaStoreUnderTest['upload']>): Promise<Uploaded> => {
      const answer = await store.upload(...request);
      expect(answer.status).toBe(201);
      return (await answer.json()) as Uploaded;
    },
  };
}

export async function problem(answer: Response) {
  return { status: answer.status, ...((await answer.json()) as { code: string; requestId: string }) };
}
