import type { ChannelView } from '@wabx/contracts';
import { fileExtensionFor } from '@wabx/whatsapp';
import type { FileStore, ReadableFile } from '../files/file-store.js';
import { signLink, verifyLink, type LinkClaim, type LinkKey } from './signed-link.js';

/** Meta fetches within minutes; an hour leaves room for its retries and for ours. */
const LINK_SECONDS = 3_600;

/** Makes the links under which WhatsApp fetches a file, and tells them from those that others made. */
export class LinkSigner {
  constructor(
    private readonly keys: readonly LinkKey[],
    /** Used instead of the channel's public URL when it is set. */
    private readonly publicUrl: string | undefined,
    private readonly files: FileStore,
  ) {}

  /** A link to a stored file, good for an hour but never longer than the file; undefined when the file has just ended. */
  async link(file: ReadableFile, channel: ChannelView): Promise<{ url: string; expiresAt: string } | undefined> {
    const expiry = await this.files.linkExpiry(file.id, LINK_SECONDS);
    if (!expiry) return undefined;
    const { expiresAtSeconds } = expiry;
    const token = signLink(this.keys, { fileId: file.id, expiresAtSeconds });
    const base = (this.publicUrl ?? channel.publicUrl).replace(/(?<!\/)\/+$/, '');
    const name = file.filename ?? `file.${fileExtensionFor(file.mimeType) ?? 'bin'}`;
    return {
      url: `${base}/m/${token}/${encodeURIComponent(name)}`,
      expiresAt: new Date(expiresAtSeconds * 1000).toISOString(),
    };
  }

  verify(token: string): LinkClaim | undefined {
    return verifyLink(this.keys, token);
  }
}
