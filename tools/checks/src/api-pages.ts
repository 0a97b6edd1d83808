import { liveEventSchema } from '@wabx/router';
import { problemCodes } from '@wabx/runtime';
import { z } from 'zod';
import { trafficOf } from './async-document.js';
import { toTable } from './markdown-table.js';

const WRITTEN = '<!-- Written by npm run docs. -->';

/** `docs/api/errors.md`: every code of a refusal. */
export function errorsPage(): string {
  const rows = Object.entries(problemCodes)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { status, en, 'zh-CN': zh }]) => [`\`${code}\``, String(status), en, zh]);
  return `${WRITTEN}

# Refusals

A refusal is \`application/problem+json\` (RFC 9457): \`{type, title, status, code, detail, requestId, errors?}\`, and more
members where a code has something to tell. Programs decide by \`code\`, which keeps its meaning and its status; \`detail\` is
for people. \`errors\` points to fields with JSON pointers (RFC 6901). \`requestId\` is also the header X-Request-Id; it is in the
log. A 429 and most 503 say in \`Retry-After\` when to try again.

${toTable(['code', 'status', 'what it means', '含义'], rows)}
`;
}

/** `docs/api/events.md`: what agents see live, and what the services say to each other. */
export function eventsPage(): string {
  const live = liveEventSchema.options.map((event) => {
    const { description = '' } = event.meta() ?? {};
    const fields = Object.entries(event.shape)
      .filter(([name]) => name !== 'type')
      .map(([name, schema]) => (schema.safeParse(undefined).success ? `${name}?` : name));
    return [
      typesOf(event.shape.type)
        .map((type) => `\`${type}\``)
        .join(', '),
      description,
      fields.join(', '),
    ];
  });
  const traffic = trafficOf().map(({ contract, publishers, consumers }) => [
    `\`${contract.type}\``,
    `\`${contract.subject}.<channel>\``,
    contract.about,
    publishers.join(', '),
    consumers.join(', '),
  ]);
  return `${WRITTEN}

# Events

## For people and consoles: \`GET /v1/events\`

Server-sent events of the router. \`event\` is the type, \`data\` the event as JSON, \`id\` what \`Last-Event-ID\` resumes behind. An
event comes to who may see its session at that moment. \`eventNo\` counts the events of a session: drop one that was seen before.
The schemas are \`LiveEvent\` and its branches in [router.json](router.json).

${toTable(['type', 'what has happened', 'fields'], live)}

## Between the services: NATS JetStream

Their payloads are in [asyncapi.yaml](asyncapi.yaml). Delivery is at least once.

${toTable(['type', 'subject', 'what has happened', 'published or replayed by', 'handled by'], traffic)}
`;
}

function typesOf(schema: z.ZodType): string[] {
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(String);
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}
