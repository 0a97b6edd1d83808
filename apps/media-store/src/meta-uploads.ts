import type { uploadFile } from '@wabx/contracts';
import { TransientError } from '@wabx/messaging';
import { classifyNotSent, fileExtensionFor, type GraphClient, type GraphFailure } from '@wabx/whatsapp';
import type { z } from 'zod';
import type { ChannelAccess } from './channel-access.js';
import type { ReadableFile } from './files/file-store.js';
import type { MediaMetrics } from './metrics.js';
import type { ObjectStore } from './object-store/object-store.js';

type Answer = z.infer<(typeof uploadFile)['answer']>;

/** Below the deadline of the request, so that who asks hears the outcome. */
const UPLOAD_MS_MAX = 110_000;

/** Files on their way from the store to Meta, for those that it will not fetch by a link. */
export class MetaUploads {
  constructor(
    private readonly graph: GraphClient,
    private readonly objects: ObjectStore,
    private readonly channels: ChannelAccess,
    private readonly metrics: MediaMetrics,
  ) {}

  /** Throws a TransientError for what a later try may cure. */
  async upload(file: ReadableFile, target: { channelId: string; phoneNumberId: string }): Promise<Answer> {
    const channel = this.channels.find(target.channelId);
    if (!channel) throw new TransientError(`channel ${target.channelId} is not known here yet`);
    const accessToken = await this.channels.accessToken(channel);
    const stream = await this.objects.get(file.objectKey);
    if (!stream) return { outcome: 'gone' };
    const { mimeType, size } = file;
    const answer = await this.graph.uploadMedia({
      accessToken,
      phoneNumberId: target.phoneNumberId,
      stream,
      size,
      mimeType,
      filename: nameForMeta(file),
      timeoutMs: UPLOAD_MS_MAX,
    });
    if (answer.outcome === 'ok') {
      this.metrics.countBytes('to-meta', size);
      return { outcome: 'uploaded', mediaId: answer.value.id };
    }
    if (mayPass(answer)) throw new TransientError(`Meta did not take file ${file.id}: ${causeOf(answer)}`);
    return { outcome: 'refused', reason: causeOf(answer) };
  }
}

/** Meta goes by the extension, so it has to fit the type. */
function nameForMeta({ id, filename = id, mimeType }: ReadableFile): string {
  const extension = fileExtensionFor(mimeType);
  if (extension === undefined || filename.toLowerCase().endsWith(`.${extension}`)) return filename;
  return `${filename.replace(/\.[^.]*$/, '')}.${extension}`;
}

/** Uploading twice does no harm, so an unknown outcome may be tried again. */
function mayPass(failure: GraphFailure): boolean {
  if (failure.outcome === 'unknown') return true;
  const { action } = failure.outcome === 'rejected' ? failure.policy : classifyNotSent(failure.cause);
  return /^(retry|slow)/.test(action);
}

function causeOf(failure: GraphFailure): string {
  return failure.outcome === 'rejected' ? failure.policy.class : failure.cause.kind;
}
