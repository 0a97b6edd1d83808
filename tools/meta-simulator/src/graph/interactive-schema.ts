import { z } from 'zod';
import { characters, mediaReference } from './send-fields.js';

const body = (max: number) => z.strictObject({ text: characters(max) });
const footer = z.strictObject({ text: characters(60) }).optional();
const textHeader = z.strictObject({ type: z.literal('text'), text: characters(60) });
const header = z
  .discriminatedUnion('type', [
    textHeader,
    z.strictObject({ type: z.literal('image'), image: mediaReference({}) }),
    z.strictObject({ type: z.literal('video'), video: mediaReference({}) }),
    z.strictObject({ type: z.literal('document'), document: mediaReference({ filename: z.string().optional() }) }),
  ])
  .optional();

const trimmedId = (max: number) =>
  characters(max).refine((id) => id.trim() === id, 'must not begin or end with a blank');
const areUnique = (values: string[]) => new Set(values).size === values.length;

const button = z.strictObject({
  type: z.literal('button'),
  header,
  body: body(1024),
  footer,
  action: z.strictObject({
    buttons: z
      .array(
        z.strictObject({
          type: z.literal('reply'),
          reply: z.strictObject({ id: trimmedId(256), title: characters(20) }),
        }),
      )
      .min(1)
      .max(3)
      .refine((buttons) => areUnique(buttons.map(({ reply }) => reply.id)), 'ids of buttons must be unique')
      .refine((buttons) => areUnique(buttons.map(({ reply }) => reply.title)), 'titles of buttons must be unique'),
  }),
});

const row = z.strictObject({ id: trimmedId(200), title: characters(24), description: characters(72).optional() });
const list = z.strictObject({
  type: z.literal('list'),
  header: textHeader.optional(),
  body: body(4096),
  footer,
  action: z.strictObject({
    button: characters(20),
    sections: z
      .array(z.strictObject({ title: characters(24).optional(), rows: z.array(row).min(1) }))
      .min(1)
      .max(10)
      .refine(
        (sections) => sections.length === 1 || sections.every(({ title }) => title !== undefined),
        'each of several sections needs a title',
      )
      .refine((sections) => sections.flatMap(({ rows }) => rows).length <= 10, 'at most 10 rows in all sections')
      .refine(
        (sections) => areUnique(sections.flatMap(({ rows }) => rows.map(({ id }) => id))),
        'ids of rows must be unique',
      ),
  }),
});

const ctaUrl = z.strictObject({
  type: z.literal('cta_url'),
  header,
  body: body(1024),
  footer,
  action: z.strictObject({
    name: z.literal('cta_url'),
    parameters: z.strictObject({ display_text: characters(20), url: z.url({ protocol: /^https?$/ }) }),
  }),
});

const flow = z.strictObject({
  type: z.literal('flow'),
  header,
  body: body(1024),
  footer,
  action: z.strictObject({
    name: z.literal('flow'),
    parameters: z
      .strictObject({
        flow_message_version: z.literal('3'),
        flow_id: z.string().optional(),
        flow_name: z.string().optional(),
        flow_cta: characters(30).refine((label) => !/\p{Extended_Pictographic}/u.test(label), 'must not hold emoji'),
        flow_token: z.string().optional(),
        mode: z.enum(['draft', 'published']).optional(),
        flow_action: z.enum(['navigate', 'data_exchange']).optional(),
        flow_action_payload: z
          .strictObject({
            screen: z.string().min(1),
            data: z
              .record(z.string(), z.unknown())
              .refine((data) => Object.keys(data).length > 0, 'must not be empty')
              .optional(),
          })
          .optional(),
      })
      .superRefine(({ flow_id, flow_name }, context) => {
        if (flow_id === undefined && flow_name === undefined) {
          context.addIssue({
            code: 'custom',
            path: ['flow_id'],
            message: 'is required, or flow_name',
            params: { missing: true },
          });
        }
      }),
  }),
});

const locationRequest = z.strictObject({
  type: z.literal('location_request_message'),
  body: body(1024),
  action: z.strictObject({ name: z.literal('send_location') }),
});

const contactInfoRequest = z.strictObject({
  type: z.literal('request_contact_info'),
  body: body(1024),
  action: z.strictObject({ name: z.literal('request_contact_info') }),
});

export const interactiveSchema = z.discriminatedUnion('type', [
  button,
  list,
  ctaUrl,
  flow,
  locationRequest,
  contactInfoRequest,
]);
