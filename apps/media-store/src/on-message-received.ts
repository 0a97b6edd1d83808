import { Controller } from '@nestjs/common';
import { consumers, limits, type Media, type messageReceived } from '@wabx/contracts';
import { OnEvents, type Received } from '@wabx/messaging';
import { ChannelAccess } from './channel-access.js';
import { FetchLoop } from './fetching/fetch-loop.js';
import { FetchQueue, type AnnouncedFile } from './fetching/fetch-queue.js';
import { RETENTION_SECONDS_MAX } from './files/file-store.js';

/** Writes down the files of customers' messages; fetching them is another's work, so a slow file holds up nothing. */
@Controller()
export class OnMessageReceived {
  constructor(
    private readonly queue: FetchQueue,
    private readonly loop: FetchLoop,
    private readonly channels: ChannelAccess,
  ) {}

  @OnEvents(consumers.mediaStoreMessages)
  async handle(events: Received<typeof messageReceived>[]): Promise<void> {
    const files = new Map<string, AnnouncedFile>();
    for (const event of events) {
      const media = mediaOf(event.data.content);
      if (!media || files.get(media.fileId)?.mediaId) continue;
      files.set(media.fileId, this.toAnnouncedFile(event, media));
    }
    await this.queue.announce([...files.values()]);
    if (files.size > 0) this.loop.wake();
  }

  private toAnnouncedFile({ channelId, data }: Received<typeof messageReceived>, media: Media): AnnouncedFile {
    const wanted = this.channels.find(channelId)?.settings.mediaRetentionSeconds ?? limits.mediaRetentionSeconds;
    return {
      fileId: media.fileId,
      channelId,
      phoneNumberId: data.phoneNumberId,
      mediaId: media.mediaId,
      mimeType: media.mimeType,
      sha256: media.sha256 && Buffer.from(media.sha256, 'base64').toString('hex'),
      filename: media.filename,
      sentAt: data.sentAt,
      receivedAt: data.receivedAt,
      retentionSeconds: Math.min(wanted, RETENTION_SECONDS_MAX),
    };
  }
}

/** The file of a message, also of one whose edit replaces it. */
function mediaOf(content: Received<typeof messageReceived>['data']['content']): Media | undefined {
  const shown = content.kind === 'edit' ? content.edit.content : content;
  return shown && 'media' in shown ? shown.media : undefined;
}
