import { services, streams, type EventContract, type ServiceName } from '@wabx/contracts';
import { Schemas, type JsonSchema } from '@wabx/runtime';

const PREFIX = '#/components/schemas/';
const SECURITY = [{ $ref: '#/components/securitySchemes/user' }];

/** Every event with who publishes and who consumes it, from the one table of wabx's traffic, by name. */
export function trafficOf(): { contract: EventContract; publishers: string[]; consumers: string[] }[] {
  const entries = Object.entries(services) as [ServiceName, (typeof services)[ServiceName]][];
  const contracts = new Map(entries.flatMap(([, { publishes }]) => publishes.map((one) => [one.type, one] as const)));
  return [...contracts.values()]
    .sort((one, other) => (one.type < other.type ? -1 : 1))
    .map((contract) => ({
      contract,
      publishers: entries.filter(([, { publishes }]) => publishes.includes(contract)).map(([name]) => name),
      consumers: entries
        .filter(([, { consumes }]) => consumes.some((consumer) => consumer.contract === contract))
        .map(([name]) => name),
    }));
}

/** AsyncAPI 3.0 of what the services say to each other over JetStream. */
export function asyncDocument(): object {
  const schemas = new Schemas(PREFIX);
  const traffic = trafficOf();
  const channels = traffic.map(({ contract }) => [contract.type, channelOf(contract)]);
  const messages = traffic.map(({ contract }) => [contract.type, messageOf(contract, schemas)]);
  const operations = traffic.flatMap(({ contract, publishers, consumers }) => [
    ...publishers.map((service) => operationOf(service, 'send', contract)),
    ...consumers.map((service) => operationOf(service, 'receive', contract)),
  ]);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'wabx events',
      version: '1',
      description:
        'What the services of wabx say to each other over NATS JetStream. A subject ends in the id of the channel, or in `none`. Delivery is at least once; equal Nats-Msg-Ids are the same fact.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
      contact: { name: 'The maintainers of wabx' },
      tags: streams.map(({ name }) => ({ name, description: `The stream ${name}` })),
    },
    defaultContentType: 'application/json',
    servers: {
      nats: {
        host: '127.0.0.1:4222',
        protocol: 'nats',
        security: SECURITY,
        description: 'A NATS server with JetStream, on the machine itself',
      },
    },
    channels: Object.fromEntries(channels) as object,
    operations: Object.fromEntries(operations) as object,
    components: {
      messages: Object.fromEntries(messages) as object,
      schemas: withoutDiscriminators(schemas.all()),
      securitySchemes: {
        user: {
          type: 'userPassword',
          description: 'Each service has a user of its own, who may do what the service does',
        },
      },
    },
  };
}

function channelOf({ type, subject, stream }: EventContract): object {
  return {
    address: `${subject}.{channelId}`,
    description: `Kept in the stream ${stream}`,
    parameters: { channelId: { description: 'Id of the channel, or `none` for what belongs to no channel' } },
    messages: { [type]: { $ref: `#/components/messages/${type}` } },
  };
}

function messageOf({ type, v, about, data }: EventContract, schemas: Schemas): object {
  const payload: JsonSchema = {
    type: 'object',
    required: ['id', 'type', 'v', 'occurredAt', 'channelId', 'traceparent', 'data'],
    properties: {
      id: { type: 'string', format: 'uuid' },
      type: { type: 'string', const: type },
      v: { type: 'integer', const: v },
      occurredAt: { type: 'string', format: 'date-time' },
      channelId: { type: 'string' },
      traceparent: { type: 'string', description: 'W3C Trace Context' },
      data: schemas.output(data.meta({ id: nameOf(type) })),
    },
  };
  return {
    name: type,
    title: type,
    summary: about,
    contentType: 'application/json',
    headers: {
      type: 'object',
      properties: { 'Nats-Msg-Id': { type: 'string', description: 'Equal for every copy of the same fact' } },
      required: ['Nats-Msg-Id'],
    },
    payload,
  };
}

function operationOf(service: string, action: 'send' | 'receive', { type, about }: EventContract): [string, object] {
  const does = action === 'send' ? 'publishes' : 'handles';
  return [
    `${service}-${does}-${type}`,
    {
      action,
      channel: { $ref: `#/channels/${type}` },
      summary: `${service} ${does} ${type}`,
      description: about,
      security: SECURITY,
      messages: [{ $ref: `#/channels/${type}/messages/${type}` }],
    },
  ];
}

/** OpenAPI's have a mapping, AsyncAPI's go by the names of the schemas, which ours are not; the constants tell as much. */
function withoutDiscriminators(schemas: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, { discriminator: _, ...schema }]) => [name, schema]));
}

/** `message.changed` becomes `MessageChangedData`. */
function nameOf(type: string): string {
  const words = type.split(/[^a-zA-Z]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Data`;
}
