import { readFileSync } from 'node:fs';

/** Returns the statements of the file that @sess/prisma publishes for a database. */
export function statementsOf(database: 'postgresql' | 'mysql' | 'sqlite'): readonly string[] {
  const file = new URL(`sql/${database}.sql`, import.meta.resolve('@sess/prisma/package.json'));
  const text = readFileSync(file, 'utf8').replaceAll(/^\s*--.*$/gm, '');
  return text.split(/;\s*$/m).filter((statement) => statement.trim());
}
