import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

/** Returns the model with single spaces, because further attributes change its alignment. */
const modelOf = (text: string) => /^model Session \{.*?^\}/ms.exec(text)?.[0].replace(/ +/g, ' ');

const published = read('session.prisma');

it('the README has the published model', () => {
  expect(read('README.md')).toContain(`\`\`\`prisma\n${published}\`\`\``);
});

it.each(['sqlite', 'postgresql'])('the tests on %s use the published model', (database) => {
  expect(modelOf(read(`prisma/${database}.prisma`))).toBe(modelOf(published));
});

it('the tests on MariaDB use the published model with the additions of the README', () => {
  const added = published.replace(/(payload +String)/, '$1 @db.LongText').replace(/(owner +String\?)/, '$1 @db.Text');
  expect(modelOf(read('prisma/mysql.prisma'))).toBe(modelOf(added));
  expect(read('README.md')).toContain('add `@db.LongText` to `payload` and `@db.Text` to `owner`');
});

it('the tests with Prisma 6 use the published model', () => {
  expect(modelOf(read('fixtures/prisma-6/prisma/schema.prisma'))).toBe(modelOf(published));
});

it.each(['sqlite', 'postgresql', 'mysql'])(
  'the SQL file for %s has the columns and indexes of the model',
  (database) => {
    const sql = read(`sql/${database}.sql`);
    const columns = [...published.matchAll(/^ {2}(\w+) +(\w+)(\??)(?:.*@map\("(\w+)"\))?/gm)];
    expect(columns).toHaveLength(7);
    for (const [, field, , optional, column = field] of columns) {
      expect(sql).toMatch(new RegExp(`^ +["\`]${column}["\`] .*${optional ? '(?<!NOT NULL),?$' : 'NOT NULL'}`, 'm'));
    }
    expect(sql.match(/^(CREATE INDEX| +INDEX).*$/gm)).toEqual([
      expect.stringMatching(/session_expires_at_idx.*\(["`]expires_at["`]\)/),
      expect.stringMatching(/session_owner_digest_id_idx.*\(["`]owner_digest["`], ["`]id["`]\)/),
    ]);
  },
);
