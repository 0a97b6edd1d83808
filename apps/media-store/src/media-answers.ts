import { Controller } from '@nestjs/common';
import { describeFile, eraseFiles, expireMedia, linkFile, uploadFile, type RequestContract } from '@wabx/contracts';
import { Answers, TransientError } from '@wabx/messaging';
import type { z } from 'zod';
import { ChannelAccess } from './channel-access.js';
import { FileErasing } from './files/file-erasing.js';
import { FileExpiry } from './files/file-expiry.js';
import { FileStore, isReadable } from './files/file-store.js';
import { LinkSigner } from './links/link-signer.js';
import { MetaUploads } from './meta-uploads.js';

type Question<C extends RequestContract> = z.infer<C['question']>;
type Answer<C extends RequestContract> = Promise<z.infer<C['answer']>>;

/** What other services ask of files. */
@Controller()
export class MediaAnswers {
  constructor(
    private readonly files: FileStore,
    private readonly channels: ChannelAccess,
    private readonly links: LinkSigner,
    private readonly uploads: MetaUploads,
    private readonly expiry: FileExpiry,
    private readonly erasing: FileErasing,
  ) {}

  @Answers(describeFile)
  async describe({ fileId }: Question<typeof describeFile>): Answer<typeof describeFile> {
    const file = await this.files.find(fileId);
    if (!file) return { found: false };
    const { state, mimeType, size, sha256, filename, expiresAt, uploadedBy, extensionId } = file;
    return { found: true, state, mimeType, size, sha256, filename, expiresAt, uploadedBy, extensionId };
  }

  @Answers(linkFile)
  async link({ fileId, channelId }: Question<typeof linkFile>): Answer<typeof linkFile> {
    const channel = this.channels.find(channelId);
    if (!channel) throw new TransientError(`channel ${channelId} is not known here yet`);
    const file = await this.files.find(fileId);
    const link = file && isReadable(file) ? await this.links.link(file, channel) : undefined;
    return link ? { outcome: 'linked', ...link } : { outcome: 'gone' };
  }

  @Answers(uploadFile)
  async upload(question: Question<typeof uploadFile>): Answer<typeof uploadFile> {
    const file = await this.files.find(question.fileId);
    return file && isReadable(file) ? await this.uploads.upload(file, question) : { outcome: 'gone' };
  }

  @Answers(eraseFiles)
  async erase({ fileIds }: Question<typeof eraseFiles>): Answer<typeof eraseFiles> {
    return { files: await this.erasing.erase(fileIds) };
  }

  @Answers(expireMedia)
  async expire({ limit }: Question<typeof expireMedia>): Answer<typeof expireMedia> {
    return await this.expiry.expire(limit);
  }
}
