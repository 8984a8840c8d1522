import type { Command } from 'commander';
import { type Config, loadConfig } from '../config/load-config.js';
import type { Host } from '../host.js';
import { Output } from '../output/output.js';
import { printFailure, warnOfFailure } from '../output/print-failure.js';

/** The options that every command has which works on sessions. */
interface CommonOptions {
  readonly config?: string;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** What a command works with. */
export interface CommandContext<Options> extends Config {
  readonly output: Output;
  readonly options: Options & CommonOptions;
  /** What follows the name of the command. */
  readonly operands: readonly string[];
  /** Whether to print the stack of an error. */
  readonly isVerbose: boolean;
}

/** How a command reaches its process. */
export interface CommandEnds {
  readonly host: Host;
  /** Takes the exit code. */
  readonly end: (code: number) => void;
}

/** Longer, and a connection that does not end would keep the command from ending. */
const closeMs = 5000;

/**
 * Gives a command its common options and its work: loads the config file, runs the command, prints what it throws, and
 * closes what the config file has opened.
 *
 * @param run - Returns the exit code.
 */
export function workOnSessions<Options>(
  command: Command,
  { host, end }: CommandEnds,
  run: (context: CommandContext<Options>) => Promise<number>,
): void {
  command
    .option('-c, --config <file>', 'the file that exports the SessionManager (default: the nearest sess.config.*)')
    .option('--json', 'print one JSON object a line; the last one is the result')
    .option('--verbose', 'print the stack of an error, as the environment variable DEBUG does')
    .action(async () => {
      const options = command.opts<Options & CommonOptions>();
      const output = new Output(host, options.json ?? false);
      const isVerbose = options.verbose ?? Boolean(host.env['DEBUG']);
      try {
        const config = await loadConfig(options.config, host.cwd());
        const context = { ...config, output, options, operands: command.args, isVerbose };
        try {
          end(await run(context));
        } finally {
          await close(context);
        }
      } catch (thrown) {
        end(printFailure(output, thrown, isVerbose));
      }
    });
}

/** A failure to close changes nothing about what the command has done. */
async function close(context: CommandContext<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, closeMs);
  });
  try {
    await Promise.race([context.close(), limit]);
  } catch (thrown) {
    warnOfFailure(context.output, thrown, context.isVerbose);
  } finally {
    clearTimeout(timer);
  }
}
