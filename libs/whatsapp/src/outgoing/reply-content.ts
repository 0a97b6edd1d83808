import { z } from 'zod';
import { interactive } from './interactive-body.js';
import { atMost } from './limited-text.js';
import { messageLimits } from './message-limits.js';

/**
 * What a reply of each kind may hold, the same for who accepts it and for who sends it, so that nothing is accepted that
 * the sender refuses. Fields that are not known are refused by their name.
 */

/** Something to read: WhatsApp refuses a text of blanks alone. */
const spoken = (charactersMax: number) =>
  atMost(charactersMax, 1).refine((value) => value.trim() !== '', 'must not be blank');

const shortText = z.string().max(messageLimits.locationText);
const optionalText = shortText.optional();
/** Of a contact. */
const entries = <Entry extends z.ZodType>(entry: Entry) => z.array(entry).max(messageLimits.contactEntries).optional();
const coordinate = (bound: number) => z.number().min(-bound).max(bound);

const sharedContact = z.strictObject({
  name: z
    .strictObject({
      formatted_name: shortText.min(1),
      first_name: optionalText,
      last_name: optionalText,
      middle_name: optionalText,
      prefix: optionalText,
      suffix: optionalText,
    })
    .refine((name) => Object.values(name).filter(Boolean).length > 1, 'formatted_name needs one more part of the name'),
  phones: entries(z.strictObject({ phone: shortText, type: optionalText, wa_id: optionalText })),
  emails: entries(z.strictObject({ email: shortText, type: optionalText })),
  urls: entries(z.strictObject({ url: z.string().max(messageLimits.interactive.link), type: optionalText })),
  addresses: entries(
    z.strictObject({
      street: optionalText,
      city: optionalText,
      state: optionalText,
      zip: optionalText,
      country: optionalText,
      country_code: optionalText,
      type: optionalText,
    }),
  ),
  org: z.strictObject({ company: optionalText, department: optionalText, title: optionalText }).optional(),
  birthday: z.iso.date().optional(),
});

export const replyContent = {
  textBody: spoken(messageLimits.textBody),
  caption: atMost(messageLimits.caption),
  location: z.strictObject({
    latitude: coordinate(90),
    longitude: coordinate(180),
    name: atMost(messageLimits.locationText).optional(),
    address: atMost(messageLimits.locationText).optional(),
  }),
  contacts: z.array(sharedContact).min(1).max(messageLimits.contacts),
  interactive,
  emoji: z.string().max(messageLimits.emoji, { abort: true }).refine(isOneEmoji, 'must be one emoji'),
};

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One sign as people see it: with its skin, its flag's two letters, or its keycap. */
function isOneEmoji(text: string): boolean {
  return (
    [...graphemes.segment(text)].length === 1 &&
    /\p{Extended_Pictographic}|\p{Regional_Indicator}{2}|\u20E3/u.test(text)
  );
}
