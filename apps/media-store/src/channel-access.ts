import type { ChannelView } from '@wabx/contracts';
import { sealPurpose, type ChannelsView, type KeyRing } from '@wabx/runtime';

/** What this service needs of channels: where they are reached, how long they keep files, their access token. */
export class ChannelAccess {
  constructor(
    private readonly channels: ChannelsView,
    private readonly ring: KeyRing,
  ) {}

  find(channelId: string): ChannelView | undefined {
    const channel = this.channels.get(channelId);
    return channel?.deleted ? undefined : channel;
  }

  isDeleted(channelId: string): boolean {
    return this.channels.get(channelId)?.deleted ?? false;
  }

  /** Throws when the sealing key is not in our ring: a fault of the installation, not of the channel. */
  async accessToken(channel: ChannelView): Promise<string> {
    return await this.ring.open(channel.sealedAccessToken, sealPurpose.accessToken(channel.id));
  }

  /** Calls when a channel has another access token than before. */
  onNewToken(listener: (channelId: string) => void): () => void {
    const known = new Map<string, string>();
    for (const { id, sealedAccessToken } of this.channels.values()) known.set(id, sealedAccessToken);
    return this.channels.onChange(({ id, sealedAccessToken }) => {
      if (known.get(id) === sealedAccessToken) return;
      known.set(id, sealedAccessToken);
      listener(id);
    });
  }
}
