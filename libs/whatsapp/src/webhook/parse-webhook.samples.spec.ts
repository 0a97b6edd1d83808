import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseWebhook } from './parse-webhook.js';

const folder = new URL('../../fixtures/webhooks/', import.meta.url);

const mara = { waId: '447700900123', userId: 'GB.90817263544536271809', name: 'Mara Velden' };
const ines = { userId: 'GB.70707070808080809090', username: 'ines.corva', name: 'Ines Corva' };
const at = (seconds: number) => new Date(seconds * 1000);

const message = (content: object, more: object = {}) => [
  { kind: 'message', source: 'customer', wabaId: '300100200300400', from: mara, content, ...more },
];
const status = (word: string, more: object = {}) => [{ kind: 'status', source: 'messages', status: word, ...more }];
const account = (field: string, more: object = {}) => [{ kind: 'account', wabaId: '300100200300400', field, ...more }];
const outOfScope = (reason: string) => [{ kind: 'out-of-scope', reason, phoneNumberId: '410020030040051' }];
const failed = (code: number, more: object = {}) => status('failed', { errors: [{ code }], ...more });

/** What each sample becomes: the whole list of items, each by what matters about it. */
const becomes: Record<string, object[]> = {
  'account-alerts.json': account('account_alerts', { phoneNumberId: '410020030040051', at: at(1795424400) }),
  'account-update-deleted.json': account('account_update', { value: { event: 'ACCOUNT_DELETED' } }),
  'account-update-disabled.json': account('account_update', { value: { event: 'DISABLED_UPDATE' } }),
  'account-update-partner-removed.json': account('account_update', { value: { event: 'PARTNER_REMOVED' } }),
  'account-update-reinstated.json': account('account_update', {
    value: { ban_info: { waba_ban_state: 'REINSTATE' } },
  }),
  'account-update-restriction.json': account('account_update', { value: { event: 'ACCOUNT_RESTRICTION' } }),
  'account-update-violation.json': account('account_update', { value: { event: 'ACCOUNT_VIOLATION' } }),
  'account-update-volume-tier.json': account('account_update', {
    value: { event: 'VOLUME_BASED_PRICING_TIER_UPDATE' },
  }),
  'audio-file.json': message({
    type: 'audio',
    media: { id: '880001000000004', mimeType: 'audio/mpeg', voice: false },
  }),
  'audio-voice.json': message({
    type: 'audio',
    media: { id: '880001000000003', mimeType: 'audio/ogg; codecs=opus', voice: true },
  }),
  'business-capability-update.json': account('business_capability_update'),
  'button-template-quick-reply.json': message(
    { type: 'button-reply', origin: 'template', id: 'CONFIRM_APPOINTMENT_5521', title: 'Confirm' },
    { context: { messageId: 'wamid.b3V0LXRlbXBsYXRl', from: '12025550143' } },
  ),
  'calls-connect.json': outOfScope('call'),
  'calls-status-ringing.json': outOfScope('call'),
  'contacts-shared-with-vcard.json': message(
    {
      type: 'contacts',
      contacts: [{ origin: 'other', vcard: expect.stringContaining('VCARD'), name: { formattedName: 'Olga Petrie' } }],
    },
    { from: ines },
  ),
  'contacts.json': message({
    type: 'contacts',
    contacts: [
      {
        name: { formattedName: 'Olga Petrie', firstName: 'Olga', lastName: 'Petrie' },
        organisation: { company: 'Petrie Ltd' },
        phones: [{ phone: '+44 7700 900789', waId: '447700900789', type: 'CELL' }, { phone: '+44 20 7946 0100' }],
        emails: [{ email: 'olga@example.org', type: 'WORK' }],
      },
      { name: { formattedName: 'No Phone' }, phones: [], emails: [] },
    ],
  }),
  'document.json': message({
    type: 'document',
    media: { filename: 'invoice 2026-11.pdf', caption: 'My invoice', mimeType: 'application/pdf' },
  }),
  'edit-text.json': message({
    type: 'edit',
    originalMessageId: 'wamid.aW4tdGV4dA==',
    content: { type: 'text', body: 'Good morning, is the workshop open on Sunday?' },
  }),
  'group-text.json': outOfScope('group'),
  'history.json': [
    ...account('history', {
      phoneNumberId: '410020030040051',
      value: { metadata: { phase: 1, chunk_order: 1, progress: 40 } },
    }),
    {
      kind: 'message',
      source: 'history',
      from: { waId: '447700900123' },
      to: undefined,
      historyStatus: 'READ',
      content: { type: 'text', body: 'An old question' },
    },
    {
      kind: 'message',
      source: 'history',
      from: undefined,
      to: { waId: '447700900123' },
      historyStatus: 'DELIVERED',
      content: { type: 'text', body: 'An old answer' },
    },
  ],
  'image.json': message({
    type: 'image',
    media: {
      id: '880001000000001',
      mimeType: 'image/jpeg',
      caption: 'This is the broken part',
      sha256: 'pBAJCFl25r79mbRApukoiPhiXqY+1WZ87okDWvUIrUk=',
      url: expect.stringMatching(/^https:\/\/lookaside\.fbsbx\.com\//),
    },
  }),
  'interactive-button-reply.json': message({
    type: 'button-reply',
    origin: 'interactive',
    id: 'slot:sat-10',
    title: 'Saturday 10:00',
  }),
  'interactive-call-permission-reply.json': message({
    type: 'call-permission-reply',
    response: 'accept',
    expiresAt: at(1796029200),
    source: 'user_action',
  }),
  'interactive-list-reply-no-description.json': message({
    type: 'list-reply',
    id: 'topic:other',
    title: 'Other',
  }),
  'interactive-list-reply.json': message({
    type: 'list-reply',
    id: 'topic:repairs',
    title: 'Repairs',
    description: 'Status of a repair',
  }),
  'interactive-nfm-reply.json': message({
    type: 'flow-reply',
    name: 'flow',
    body: 'Sent',
    response: { flow_token: 'ft-2026-0001', rating: '4', remark: 'quick answer' },
  }),
  'location-current.json': message({
    type: 'location',
    latitude: 51.48257,
    longitude: -0.00765,
  }),
  'location-place.json': message({
    type: 'location',
    latitude: 51.48257,
    name: 'Meridian Cycles',
    address: '1 Invented Row, Greenwich',
    url: 'https://meridian-cycles.example.org/',
  }),
  'message-template-status-approved.json': account('message_template_status_update'),
  'message-template-status-rejected.json': account('message_template_status_update'),
  'messaging-handovers-control-passed.json': account('messaging_handovers', {
    phoneNumberId: '410020030040051',
    displayPhoneNumber: '12025550143',
    at: at(1795425065),
  }),
  'order.json': message({
    type: 'order',
    catalogId: '520030040050060',
    text: 'Please wrap it',
    items: [
      { productId: 'SKU-BIKE-77', quantity: 1, price: 349.5, currency: 'GBP' },
      { productId: 'SKU-BELL-02', quantity: 2, price: 8, currency: 'GBP' },
    ],
  }),
  'phone-number-name-update.json': account('phone_number_name_update', { displayPhoneNumber: '12025550143' }),
  'phone-number-quality-update.json': account('phone_number_quality_update', { displayPhoneNumber: '12025550143' }),
  'reaction-removed.json': message({ type: 'reaction', messageId: 'wamid.b3V0LTAwMDE=', emoji: undefined }),
  'reaction.json': message({ type: 'reaction', messageId: 'wamid.b3V0LTAwMDE=', emoji: '👍' }),
  'request-welcome-retired.json': outOfScope('request_welcome'),
  'revoke.json': message({ type: 'revoke', originalMessageId: 'wamid.aW4tdGV4dA==' }),
  'security-pin-changed.json': account('security', { displayPhoneNumber: '12025550143' }),
  'smb-message-echo-revoke.json': message(
    { type: 'revoke', originalMessageId: 'wamid.ZWNoby0x' },
    { source: 'echo', from: undefined, to: mara },
  ),
  'smb-message-echo.json': message(
    { type: 'text', body: 'Answered from the phone' },
    { source: 'echo', from: undefined, to: mara },
  ),
  'standby-inbound.json': message(
    { type: 'text', body: 'Talking to the automatic agent' },
    { source: 'standby', from: { waId: mara.waId, userId: mara.userId } },
  ),
  'status-delivered-billable-service.json': status('delivered', {
    pricing: { billable: true, model: 'PMP', type: 'regular', category: 'service' },
  }),
  'status-delivered-bsuid-only.json': status('delivered', { id: 'wamid.b3V0LWJzdWlk', recipient: ines }),
  'status-delivered-utility-template.json': status('delivered', { pricing: { category: 'utility' } }),
  'status-delivered.json': status('delivered', { recipient: mara, at: at(1795424834), pricing: undefined }),
  'status-failed-130472-experiment.json': failed(130472),
  'status-failed-131000-bsuid-target.json': failed(131000, { recipient: { userId: ines.userId } }),
  'status-failed-131026-undeliverable.json': failed(131026, { recipient: { waId: mara.waId } }),
  'status-failed-131042-payment.json': failed(131042),
  'status-failed-131047-window-closed.json': failed(131047, {
    errors: [
      {
        code: 131047,
        title: 'Re-engagement message',
        details: 'More than 24 hours have passed since the recipient last replied to the sender number.',
      },
    ],
  }),
  'status-failed-131049-ecosystem.json': failed(131049),
  'status-failed-131053-link-404.json': failed(131053),
  'status-for-message-not-ours.json': status('delivered', { opaqueId: undefined }),
  'status-group-read-aggregated.json': [...outOfScope('group'), ...outOfScope('group')],
  'status-played.json': status('played'),
  'status-read.json': status('read', { recipient: mara }),
  'status-sent-free-entry-point.json': status('sent', {
    conversation: {
      id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
      originType: 'referral_conversion',
      expiresAt: at(1795683600),
    },
  }),
  'status-sent-identity-hash.json': status('sent', { recipient: { ...mara, identityKeyHash: 'Zk9pQ2r7T1w=' } }),
  'status-sent-legacy-conversation.json': status('sent', {
    conversation: { originType: 'service' },
    pricing: { model: 'CBP' },
  }),
  'status-sent-with-callback-data.json': status('sent', { opaqueId: 'conv:7f3a;msg:0192f0c1' }),
  'status-sent.json': status('sent', { errors: [], phoneNumberId: '410020030040051' }),
  'sticker-animated.json': message({ type: 'sticker', media: { mimeType: 'image/webp', animated: true } }),
  'sticker-static.json': message({ type: 'sticker', media: { mimeType: 'image/webp', animated: false } }),
  'system-customer-identity-changed.json': message({
    type: 'system',
    subtype: 'customer_identity_changed',
    identity: { acknowledged: true, createdAt: at(1795424400), hash: 'Yw8rB1n3K0s=' },
  }),
  'system-user-changed-number.json': message(
    {
      type: 'system',
      subtype: 'user_changed_number',
      waId: '447700900999',
      userId: 'GB.66554433221100998877',
      previousUserId: mara.userId,
    },
    { from: { waId: mara.waId } },
  ),
  'system-user-changed-user-id.json': message(
    {
      type: 'system',
      subtype: 'user_changed_user_id',
      waId: undefined,
      userId: 'GB.15151515262626263737',
      previousUserId: ines.userId,
    },
    { from: undefined },
  ),
  'text-argentina-with-9.json': message(
    { type: 'text', body: 'Hola' },
    { from: { waId: '5491155550123', userId: 'AR.12121212343434345656', name: 'Lara Quiroga' } },
  ),
  'text-brazil-without-ninth-digit.json': message({ type: 'text' }, { from: { waId: '556455550123' } }),
  'text-bsuid-only.json': message({ type: 'text' }, { from: ines, contact: ines }),
  'text-forwarded.json': message({ type: 'text' }, { context: { forwarded: 'once', messageId: undefined } }),
  'text-frequently-forwarded.json': message({ type: 'text' }, { context: { forwarded: 'many' } }),
  'text-identity-hash.json': message({ type: 'text' }, { from: { ...mara, identityKeyHash: 'Zk9pQ2r7T1w=' } }),
  'text-legacy-no-bsuid.json': message({ type: 'text' }, { from: { waId: mara.waId, name: mara.name } }),
  'text-parent-bsuid.json': message(
    { type: 'text' },
    { from: { ...mara, parentUserId: 'GB.ENT.55443322110099887766' } },
  ),
  'text-referral-ad.json': message(
    { type: 'text' },
    {
      referral: {
        sourceType: 'ad',
        sourceId: '630040050060070',
        imageUrl: 'https://scontent.example.net/ad.jpg',
        clickId: 'INVENTED-ctwa-click-id-0001',
        welcomeText: 'Hi! How can we help?',
      },
    },
  ),
  'text-referred-product.json': message(
    { type: 'text' },
    { context: { referredProduct: { catalogId: '520030040050060', productId: 'SKU-BIKE-77' } } },
  ),
  'text-reply-context.json': message({ type: 'text' }, { context: { messageId: 'wamid.b3V0LTAwMDE=' } }),
  'text.json': message(
    { type: 'text', body: 'Good morning, is the workshop open on Saturday?' },
    { id: 'wamid.aW4tdGV4dA==', sentAt: at(1795424407), phoneNumberId: '410020030040051' },
  ),
  'unknown-future-type.json': message({
    type: 'unknown',
    receivedType: 'hologram',
    value: { id: '880001000000099', shape: 'cube' },
  }),
  'unsupported-131052-media-too-big.json': message({
    type: 'unsupported',
    subtype: 'video',
    errors: [{ code: 131052 }],
  }),
  'unsupported-131060-unavailable.json': message({
    type: 'unsupported',
    subtype: 'media_placeholder',
    errors: [{ code: 131060 }],
  }),
  'unsupported-poll.json': message({ type: 'unsupported', subtype: 'poll_creation', errors: [{ code: 131051 }] }),
  'user-preferences-stop.json': account('user_preferences', { phoneNumberId: '410020030040051' }),
  'video.json': message({ type: 'video', media: { mimeType: 'video/mp4', caption: 'The noise it makes' } }),
};

describe('every recorded webhook becomes what the table says', () => {
  const samples = readdirSync(folder).filter((name) => name.endsWith('.json'));

  it('the table names every sample', () => {
    expect(Object.keys(becomes).sort()).toEqual(samples.sort());
  });

  it.each(Object.entries(becomes))('%s', (name, expected) => {
    const parsed = parseWebhook(readFileSync(new URL(name, folder)));
    expect(parsed).toMatchObject({ ok: true });
    const items = parsed.ok ? parsed.items : [];
    expect(items).toMatchObject(expected);
    expect(items).toHaveLength(expected.length);
  });
});
