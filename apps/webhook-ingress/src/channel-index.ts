import type { ChannelView } from '@wabx/contracts';
import { KeyRing, sealPurpose, type ChannelsView } from '@wabx/runtime';

interface Living {
  byKey: Map<string, ChannelView[]>;
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

  /**
   * The channel whose URL it is. When that was deleted, the others of its app: Meta has one URL for an app, and calls it
   * for them until theirs is registered. Whose secret signs a body, for that one it came.
   */
  byKey(webhookKey: string): readonly ChannelView[] {
    return this.all().byKey.get(webhookKey) ?? [];
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
  const all = [...channels];
  const present = all.filter(({ deleted }) => !deleted);
  for (const channel of all) {
    living.byKey.set(
      channel.webhookKey,
      channel.deleted ? present.filter((one) => mayShareApp(one, channel)) : [channel],
    );
  }
  for (const channel of present) {
    for (const { phoneNumberId } of channel.numbers) {
      if (!living.byNumber.has(phoneNumberId)) living.byNumber.set(phoneNumberId, channel);
    }
  }
  return living;
}

/** Channels may be without the id of their app; then the signature alone tells. */
function mayShareApp({ appId: one }: ChannelView, { appId: other }: ChannelView): boolean {
  return one === undefined || other === undefined || one === other;
}
