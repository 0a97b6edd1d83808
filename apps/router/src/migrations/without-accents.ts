import type { MigrationInterface, QueryRunner } from 'typeorm';
import { gramsOf, withoutAccents } from '../search/grams.js';

const AT_ONCE = 1_000;

interface Entry {
  place: string;
  source: string;
  text: string;
}

/** What is searched loses its accents, as what is looked for does from now on. Most texts have none and stay as they are. */
export class WithoutAccents1796048580003 implements MigrationInterface {
  readonly name = 'WithoutAccents1796048580003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DECLARE accented NO SCROLL CURSOR FOR SELECT place, source, text FROM searchable WHERE text ~ '[^\\x01-\\x7f]'`,
    );
    for (;;) {
      const entries = (await runner.query(`FETCH ${AT_ONCE} FROM accented`)) as Entry[];
      if (entries.length === 0) break;
      const changed = entries
        .map((entry) => ({ ...entry, plain: withoutAccents(entry.text) }))
        .filter(({ text, plain }) => text !== plain);
      await runner.query(
        `UPDATE searchable e SET text = n.text, grams = n.grams::integer[]
         FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS n (place, source, text, grams)
         WHERE e.place = n.place AND e.source = n.source`,
        [
          changed.map(({ place }) => place),
          changed.map(({ source }) => source),
          changed.map(({ plain }) => plain),
          changed.map(({ plain }) => `{${[...new Set(plain.split('\n').flatMap(gramsOf))].join(',')}}`),
        ],
      );
    }
    await runner.query('CLOSE accented');
  }

  async down(): Promise<void> {
    throw new Error('There is no way back: texts without accents do not tell where they had some. Restore a backup.');
  }
}
