import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { generatedPages } from './generated-docs.js';
import { root } from './workspace.js';

for (const { file, wanted } of generatedPages()) writeFileSync(path.join(root, file), wanted);
