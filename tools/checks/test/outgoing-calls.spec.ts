import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readText, root } from '../src/workspace.js';

// Every place from which something of ours calls another machine, and who decides where to. An address that a caller of an
// API or a stranger gives is checked on each hop; all others are the operator's.

type Decider = 'operator' | 'operator, and what is found there' | 'Meta, within a list of hosts, checked on each hop';

const calls: Record<string, Decider> = {
  // Postgres, NATS and the object store.
  'libs/persistence/src/clock.ts': 'operator',
  'libs/persistence/src/connect.ts': 'operator',
  'libs/persistence/src/migrate.ts': 'operator',
  'libs/persistence/src/open-database.ts': 'operator',
  'libs/messaging/src/connection.ts': 'operator',
  'libs/messaging/src/nats-dangers.ts': 'operator',
  'apps/media-store/src/object-store/s3-object-store.ts': 'operator',
  // The issuer of people's tokens, whose keys have an https address too.
  'libs/runtime/src/issuer-tokens.ts': 'operator, and what is found there',
  // The doctor looks at addresses of WABX_PUBLIC_URLS and WABX_MEDIA_PUBLIC_URL alone; a channel chooses among the first.
  'apps/channel-config/src/doctor/base-url.ts': 'operator',
  'apps/channel-config/src/doctor/media-link.ts': 'operator',
  // WABX_GRAPH_URL, and where Meta says that a file is.
  'libs/whatsapp/src/graph/http-exchange.ts': 'Meta, within a list of hosts, checked on each hop',
};

const waysOut =
  /await fetch\(|createRemoteJWKSet\(|new (?:Agent|Client|DataSource|pg\.\w+)\(|\bconnect(?:Tcp|Tls)?\(\{|\brequest\(\{|\bget\(\{/;

// Not what calls wabx, nor what starts servers for tests and on a laptop.
const sources = ['apps', 'libs'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => /^(apps\/[^/]+|libs\/(?!testing|embedded|client)[^/]+)\/src\/.+(?<!\.spec)\.ts$/.test(file)),
);

it('each place that calls another machine is in the table, and no other', () => {
  expect(sources.filter((file) => waysOut.test(readText(file))).sort()).toEqual(Object.keys(calls).sort());
});

it('files are downloaded by media-store alone, which names the hosts that they may be at', () => {
  const downloading = sources.filter((file) => file.startsWith('apps/') && readText(file).includes('.downloadMedia('));
  expect(downloading).toEqual(['apps/media-store/src/fetching/fetch-file.ts']);
  expect(readText('apps/media-store/src/service.ts')).toMatch(
    /isMediaHost: \(url\) => isMediaUrl\(url\.href, graphUrl\)/,
  );
});

it('nothing is fetched that another address was put in the place of', () => {
  const fetches = sources.flatMap((file) => readText(file).match(/\bawait fetch\([^;]*/g) ?? []);
  expect(fetches.length).toBeGreaterThanOrEqual(3);
  for (const call of fetches) expect(call).toMatch(/redirect: '(error|manual)'/);
});

describe('an address that a caller of an API gives', () => {
  interface Schema {
    format?: string;
    properties?: Record<string, Schema>;
    [keyword: string]: unknown;
  }
  const document = JSON.parse(readText('docs/api/wabx.json')) as {
    paths: Record<string, Record<string, { parameters?: object[]; requestBody?: object }>>;
    components: { schemas: Record<string, Schema> };
  };

  /** Names of fields that hold an address: by their format, or because they say so. */
  function addressesIn(schema: unknown, name = '', above: unknown[] = []): string[] {
    if (typeof schema !== 'object' || schema === null || above.includes(schema)) return [];
    const { $ref, format, properties = {}, ...rest } = schema as Schema;
    const target = document.components.schemas[String($ref).replace('#/components/schemas/', '')];
    const isAddress = format === 'uri' || /ur[li]$|link$|host|callback|endpoint/i.test(name);
    const isText = (schema as Schema)['type'] === 'string';
    const inner = Object.values(rest).flatMap((one) => addressesIn(one, name, [...above, schema]));
    const named = Object.entries(properties).flatMap(([key, one]) => addressesIn(one, key, [...above, schema]));
    return [
      ...(isAddress && isText ? [name] : []),
      ...addressesIn(target, name, [...above, schema]),
      ...inner,
      ...named,
    ];
  }

  it('is one of WABX_PUBLIC_URLS, or is not called by wabx; there is no other', () => {
    const inputs = Object.values(document.paths).flatMap((operations) =>
      Object.values(operations).flatMap(({ parameters = [], requestBody }) => [parameters, requestBody]),
    );
    const names = inputs.flatMap((input) => addressesIn(input));
    // publicUrl: one of the list, or 422. link, url: of a reply's header or contact, which wabx itself never calls.
    // issuer: of a person's sign-in, compared with the configured ones and never called.
    expect([...new Set(names)].sort()).toEqual(['issuer', 'link', 'publicUrl', 'url']);
  });
});
