import type { Sentence } from '@wabx/whatsapp';
import { stringify } from 'yaml';
import { apiDocuments } from './api-documents.js';
import { errorsPage, eventsPage } from './api-pages.js';
import { clientTypes } from './client-types.js';
import { asyncDocument } from './async-document.js';
import { toCodeTable } from './code-table.js';
import { toFaultTable } from './fault-table.js';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { readText, root } from './workspace.js';

export type Language = keyof Sentence;

/** Pages with tables that are written from the code, each between `<!-- generated: <name> -->` and `<!-- end -->`. */
const pages: readonly { file: string; language: Language }[] = [
  { file: 'docs/going-live.md', language: 'en' },
  { file: 'docs/going-live.zh-CN.md', language: 'zh-CN' },
];

const tables: Readonly<Record<string, (language: Language) => string>> = { codes: toCodeTable, faults: toFaultTable };

const GENERATED = /(<!-- generated: ([a-z-]+) -->\n)[^]*?(<!-- end -->)/g;

/** Every page as it stands, and as it must stand. */
export function generatedPages(): { file: string; present: string; wanted: string; tables: string[] }[] {
  return pages.map(({ file, language }) => {
    const present = readText(file);
    const found: string[] = [];
    const wanted = present.replace(GENERATED, (_all, start: string, name: string, end: string) => {
      const table = tables[name];
      if (table === undefined) throw new Error(`${file} asks for the table ${name}, which nothing writes`);
      found.push(name);
      return `${start}\n${table(language)}\n\n${end}`;
    });
    return { file, present, wanted, tables: found };
  });
}

/** Every file that is written from the code as a whole, as it stands and as it must stand. */
export async function generatedFiles(): Promise<{ file: string; present: string; wanted: string }[]> {
  const described = apiDocuments();
  const documents = Object.entries(described).map(([name, document]) => ({
    file: `docs/api/${name}.json`,
    wanted: `${JSON.stringify(document, null, 2)}\n`,
  }));
  const pages = [
    { file: 'libs/client/src/schema.ts', wanted: await clientTypes(described.wabx) },
    { file: 'docs/api/errors.md', wanted: errorsPage() },
    { file: 'docs/api/events.md', wanted: eventsPage() },
    {
      file: 'docs/api/asyncapi.yaml',
      wanted: stringify(asyncDocument(), { aliasDuplicateObjects: false, lineWidth: 0 }),
    },
  ];
  return [...documents, ...pages].map(({ file, wanted }) => ({
    file,
    wanted,
    present: existsSync(path.join(root, file)) ? readText(file) : '',
  }));
}
