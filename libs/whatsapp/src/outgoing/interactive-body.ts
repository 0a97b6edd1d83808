import { z } from 'zod';
import { atMost } from './limited-text.js';
import { messageLimits } from './message-limits.js';

const limits = messageLimits.interactive;

const trimmed = (charactersMax: number) =>
  atMost(charactersMax, 1).refine((value) => value.trim() === value, 'must not begin or end with a blank');

const isUnique = (values: string[]) => new Set(values).size === values.length;

const textHeader = z.strictObject({ type: z.literal('text'), text: atMost(limits.header, 1) });
const media = z.union([
  z.strictObject({ id: z.string().min(1).max(limits.mediaId) }),
  z.strictObject({ link: z.url({ protocol: /^https?$/ }).max(limits.link) }),
]);
const header = z.discriminatedUnion('type', [
  textHeader,
  z.strictObject({ type: z.literal('image'), image: media }),
  z.strictObject({ type: z.literal('video'), video: media }),
  z.strictObject({ type: z.literal('document'), document: media }),
]);
const footer = z.strictObject({ text: atMost(limits.footer, 1) });

const replyButton = z.strictObject({
  type: z.literal('reply'),
  reply: z.strictObject({ id: trimmed(limits.buttonId), title: atMost(limits.buttonTitle, 1) }),
});

const buttons = z.strictObject({
  type: z.literal('button'),
  header: header.optional(),
  body: z.strictObject({ text: atMost(limits.buttonsBody, 1) }),
  footer: footer.optional(),
  action: z.strictObject({
    buttons: z
      .array(replyButton)
      .min(1)
      .max(limits.buttons)
      .refine((all) => isUnique(all.map(({ reply }) => reply.id)), 'ids of buttons must differ')
      .refine((all) => isUnique(all.map(({ reply }) => reply.title)), 'titles of buttons must differ'),
  }),
});

const row = z.strictObject({
  id: trimmed(limits.rowId),
  title: atMost(limits.rowTitle, 1),
  description: atMost(limits.rowDescription).optional(),
});
const section = z.strictObject({
  title: atMost(limits.sectionTitle).optional(),
  rows: z
    .array(row)
    .min(1)
    .max(limits.sections * limits.rows),
});

const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: z.strictObject({ text: atMost(limits.listBody, 1) }),
  footer: footer.optional(),
  action: z.strictObject({
    button: atMost(limits.listButton, 1),
    sections: z
      .array(section)
      .min(1)
      .max(limits.sections)
      .refine((all) => all.flatMap(({ rows }) => rows).length <= limits.rows, `at most ${limits.rows} rows in all`)
      .refine((all) => isUnique(all.flatMap(({ rows }) => rows.map(({ id }) => id))), 'ids of rows must differ')
      .refine((all) => all.length === 1 || all.every(({ title }) => title), 'several sections need titles'),
  }),
});

/** Reply buttons and lists. https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages */
export const interactive = z.discriminatedUnion('type', [buttons, list]);
