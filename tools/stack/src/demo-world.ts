/** What the demo is made of at Meta: invented, and the same on every machine, so that commands can be written down. */
export const meta = {
  appId: '410020030040001',
  wabaId: '410020030040011',
  numbers: [
    { phoneNumberId: '410020030040051', e164: '+15550100051', shown: '+1 555-010-0051' },
    { phoneNumberId: '410020030040052', e164: '+15550100052', shown: '+1 555-010-0052' },
  ],
  /** Of what concerns the account Meta sends what was asked for. */
  webhookFields: [
    'messages',
    'account_alerts',
    'account_review_update',
    'account_update',
    'phone_number_name_update',
    'phone_number_quality_update',
  ],
} as const;

/** Writes in the ready-made commands. */
export const customer = { waId: '447700900123', name: 'Maria' } as const;

/** The first two answer for the queue, the last one has a number of her own. */
export const people = [
  { number: '1001', name: 'Ada' },
  { number: '1002', name: 'Bo' },
  { number: '1003', name: 'Cy' },
] as const;

/** Who looks after the agents, and after wabx itself. */
export const staff = [
  { number: '1008', name: 'Dana', role: 'supervisor' },
  { number: '1009', name: 'Eli', role: 'administrator' },
] as const;

export const queueName = 'Sales';
export const channelName = 'Demo';
