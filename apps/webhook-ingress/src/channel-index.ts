import type { ChannelView } from '@wabx/contracts';
import { KeyRing, sealPurpose, type ChannelsView } from '@wabx/runtime';

interface Living {
  byKey: Map<string, ChannelView>;
  byNumber: Map<string, ChannelView>;
}

/** Channels by what a webhook names: the key in its URL, and the numbers in its body. Always from memory. */
export class ChannelIndex {
  private readonly secrets = new Map<string, { version: number; opened: Promise<string[]> }>();
  private living: Living | undefined;

  constructor(
    private readonly channels: ChannelsView,
    private readonly ring: KeyRing,
  ) {
    channels.onChange(() => (this.living = undefined));
  }

  byKey(webhookKey: string): ChannelView | undefined {
    return this.all().byKey.get(webhookKey);
  }

  byNumber(phoneNumberId: string): ChannelView | undefined {
    return this.all().byNumber.get(phoneNumberId);
  }

  /** The app secrets of a channel, current first; opened once for each version of it. */
  async secretsOf(channel: ChannelView): Promise<string[]> {
    const known = this.secrets.get(channel.id);
    if (known?.version === channel.version) return await known.opened;
    const purpose = sealPurpose.appSecret(channel.id);
    const opened = Promise.all(channel.sealedAppSecrets.map((sealed) => this.ring.open(sealed, purpose)));
    this.secrets.set(channel.id, { version: channel.version, opened });
    return await opened;
  }

  private all(): Living {
    this.living ??= livingOf(this.channels.values());
    return this.living;
  }
}

function livingOf(channels: Iterable<ChannelView>): Living {
  const living: Living = { byKey: new Map(), byNumber: new Map() };
  for (const channel of channels) {
    if (channel.deleted) continue;
    living.byKey.set(channel.webhookKey, channel);
    for (const { phoneNumberId } of channel.numbers) {
      if (!living.byNumber.has(phoneNumberId)) living.byNumber.set(phoneNumberId, channel);
    }
  }
  return living;
}
