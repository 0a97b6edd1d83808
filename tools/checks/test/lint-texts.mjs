// Lints texts as if they stood in the files named with them; in from stdin, out to stdout, as JSON. A process of its own
// because Nx's native part and ESLint's configuration cannot be loaded inside Jest.
import { ESLint } from 'eslint';
import { text } from 'node:stream/consumers';

const cases = JSON.parse(await text(process.stdin));
const eslint = new ESLint();
const results = [];
for (const { file, source } of cases) {
  const [result] = await eslint.lintText(source, { filePath: file });
  results.push(result.messages.map(({ ruleId, message }) => ({ ruleId, message })));
}
const { rules } = await eslint.calculateConfigForFile(cases[0].file);
const boundaries = rules['@nx/enforce-module-boundaries'][1].depConstraints;
process.stdout.write(JSON.stringify({ boundaries, results }));
process.exit(0); // Nx keeps a worker
