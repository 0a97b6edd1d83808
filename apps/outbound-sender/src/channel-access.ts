import type { ChannelView, NumberView } from '@wabx/contracts';
import { sealPurpose, type ChannelsView, type KeyRing } from '@wabx/runtime';

export interface NumberAccess {
  channel: ChannelView;
  number: NumberView;
}

/** What the projected configuration says about a number, and the opened access token of its channel. */
export class ChannelAccess {
  private readonly byPhoneNumberId = new Map<string, NumberAccess>();
  private readonly tokens = new Map<string, { version: number; token: Promise<string> }>();

  constructor(
    private readonly channels: ChannelsView,
    private readonly keys: KeyRing,
  ) {
    for (const channel of channels.values()) this.index(channel);
    channels.onChange((channel) => this.index(channel));
  }

  /** Undefined for numbers that are not configured (any more, or not yet): their replies wait. */
  ofNumber(phoneNumberId: string): NumberAccess | undefined {
    return this.byPhoneNumberId.get(phoneNumberId);
  }

  ofChannel(channelId: string): ChannelView | undefined {
    const channel = this.channels.get(channelId);
    return channel?.deleted === true ? undefined : channel;
  }

  deletedChannelIds(): string[] {
    return [...this.channels.values()].flatMap(({ id, deleted }) => (deleted ? [id] : []));
  }

  phoneNumberIds(): string[] {
    return [...this.byPhoneNumberId.keys()];
  }

  /** Throws when the sealed token cannot be opened with our keys. */
  tokenOf(channel: ChannelView): Promise<string> {
    const known = this.tokens.get(channel.id);
    if (known?.version === channel.version) return known.token;
    const token = this.keys.open(channel.sealedAccessToken, sealPurpose.accessToken(channel.id));
    this.tokens.set(channel.id, { version: channel.version, token });
    return token;
  }

  private index(channel: ChannelView): void {
    for (const [phoneNumberId, access] of this.byPhoneNumberId) {
      if (access.channel.id === channel.id) this.byPhoneNumberId.delete(phoneNumberId);
    }
    if (channel.deleted) return;
    for (const number of channel.numbers) this.byPhoneNumberId.set(number.phoneNumberId, { channel, number });
  }
}
