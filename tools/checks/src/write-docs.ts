import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedFiles, generatedPages } from './generated-docs.js';
import { root } from './workspace.js';

for (const { file, wanted } of [...generatedPages(), ...(await generatedFiles())]) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), wanted);
}
