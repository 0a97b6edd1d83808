import type { ChannelView } from '@wabx/contracts';
import { verifySignature, type WebhookItem } from '@wabx/whatsapp';
import type { ChannelIndex } from './channel-index.js';
import type { Fault } from './faults.js';
import type { SignedBody } from './intake.js';

export type Owner = { owner: ChannelView; fault?: undefined } | { owner?: undefined; fault: Fault };

/**
 * The channel an item belongs to: by its number, not by the URL it came to. Another channel's only if its secret signs
 * for the body too; a secret must not speak for numbers of other apps.
 */
export function ownership(channels: ChannelIndex, { channel, signature, rawBody }: SignedBody) {
  const signers = new Map<string, Promise<boolean>>();
  const signs = async (owner: ChannelView): Promise<boolean> => {
    const secrets = await channels.secretsOf(owner);
    return (await verifySignature({ rawBody, header: signature, secrets })).valid;
  };
  return async ({ phoneNumberId, kind }: Pick<WebhookItem, 'phoneNumberId' | 'kind'>): Promise<Owner> => {
    if (phoneNumberId === undefined) return { owner: channel };
    const owner = channels.byNumber(phoneNumberId);
    if (owner?.id === channel.id) return { owner };
    if (!owner) {
      if (kind === 'account' || kind === 'out-of-scope') return { owner: channel };
      return { fault: { reason: 'unknown-number', detail: 'no-channel-with-this-number' } };
    }
    const isSigner = signers.get(owner.id) ?? signs(owner);
    signers.set(owner.id, isSigner);
    if (await isSigner) return { owner };
    return { fault: { reason: 'secret-of-another-app', detail: 'signed-by-another-app-than-the-number' } };
  };
}
