import type { ChannelView } from '@wabx/contracts';
import { KeyRing, sealPurpose, type ChannelsView } from '@wabx/runtime';

/** Channels by what a webhook names: the key in its URL, and the numbers in its body. Always from memory. */
export class ChannelIndex {
  private readonly secrets = new Map<string, { version: number; opened: Promise<string[]> }>();

  constructor(
    private readonly channels: ChannelsView,
    private readonly ring: KeyRing,
  ) {}

  byKey(webhookKey: string): ChannelView | undefined {
    return this.living().find((channel) => channel.webhookKey === webhookKey);
  }

  byNumber(phoneNumberId: string): ChannelView | undefined {
    return this.living().find((channel) => channel.numbers.some((number) => number.phoneNumberId === phoneNumberId));
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

  private living(): ChannelView[] {
    return [...this.channels.values()].filter(({ deleted }) => !deleted);
  }
}
