// Writes nats-users.conf: what each service may do on the broker, from the one table of who says what to whom
// (libs/contracts/src/services.ts). Run it after a change there: node docker/write-nats-users.mjs. Needs a build.
import { writeFileSync } from 'node:fs';
import { serviceNames } from '../libs/contracts/dist/index.js';
import { natsPermissionsOf } from '../libs/messaging/dist/index.js';

const variable = (user) => `$${user.replaceAll('-', '_')}_password`;
const list = (subjects) => subjects.map((subject) => `\n          ${JSON.stringify(subject)}`).join('');
const users = serviceNames.map((name) => {
  const { publish, subscribe, allow_responses } = natsPermissionsOf(name);
  return `    {
      user: ${JSON.stringify(name)}, password: ${variable(name)}
      permissions: {
        publish: { allow: [${list(publish.allow)}
        ]${publish.deny.length > 0 ? `, deny: [${list(publish.deny)}\n        ]` : ''} }
        subscribe: { allow: [${list(subscribe.allow)}
        ] }
        allow_responses: ${allow_responses}
      }
    }`;
});
const text = `# Written by write-nats-users.mjs; not by hand.
include "nats-passwords.conf"
authorization {
  users: [
    # Makes streams, consumers and buckets.
    { user: "migrate", password: ${variable('migrate')} }
${users.join('\n')}
  ]
}
`;

if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(new URL('nats-users.conf', import.meta.url), text);
