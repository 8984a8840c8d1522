import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Argument, type Command } from 'commander';
import { CommandError } from '../command-error.js';
import { Output } from '../output/output.js';
import { printFailure } from '../output/print-failure.js';
import type { CommandEnds } from './session-command.js';

/** The databases, and the file for each in the folder `sql` of @sess/prisma. */
const files: Readonly<Record<string, string>> = {
  postgresql: 'postgresql',
  mysql: 'mysql',
  mariadb: 'mysql',
  sqlite: 'sqlite',
};

/** Adds `sess sql`. */
export function addSql(program: Command, { host, end }: CommandEnds): void {
  program
    .command('sql')
    .description('print the statements that create the table of @sess/prisma')
    .addArgument(new Argument('<database>').choices(Object.keys(files)))
    .action((database: string) => {
      try {
        host.stdout.write(readFileSync(join(folderOfPrisma(host.cwd()), 'sql', `${files[database]}.sql`), 'utf8'));
      } catch (thrown) {
        end(printFailure(new Output(host, false), thrown, false));
      }
    });
}

/** Returns the folder of the package that the application in the current folder uses. */
function folderOfPrisma(folder: string): string {
  try {
    return dirname(createRequire(join(folder, 'package.json')).resolve('@sess/prisma/package.json'));
  } catch {
    const message = 'The statements are in @sess/prisma, which is not installed here: run npm install @sess/prisma.';
    throw new CommandError('NOT_FOUND', message);
  }
}
