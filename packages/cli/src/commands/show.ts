import { isDeepStrictEqual, inspect } from 'node:util';
import type { SessionId } from '@sess/core';
import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.js';
import { grouped } from '../output/numbers.js';
import { printableWord } from '../output/printable.js';
import { attributesText, instantText } from '../output/session-text.js';
import { noSuchSession } from './revoke.js';
import { type CommandContext, type CommandEnds, workOnSessions } from './session-command.js';

interface Options {
  readonly data?: boolean;
}

/** Adds `sess show`. */
export function addShow(program: Command, ends: CommandEnds): void {
  const command = program
    .command('show')
    .description('show a session: its deadline, owner and size, and its data if asked for')
    .argument('<id>', 'the id of the session')
    .option('--data', 'show the data too, which may be secret');
  workOnSessions<Options>(command, ends, show);
}

async function show({ sessions, output, options, operands }: CommandContext<Options>): Promise<number> {
  const session = await sessions.inspect(operands[0] as SessionId);
  if (!session) throw noSuchSession();
  const { id, createdAt, expiresAt, owner, attributes, payload } = session;
  const payloadBytes = Buffer.byteLength(payload);
  const data = options.data ? session.decoded() : undefined;
  const lines = [
    `id       ${id}`,
    `created  ${instantText(createdAt)}`,
    `expires  ${instantText(expiresAt)}`,
    `owner    ${owner === undefined ? '(none: a guest)' : printableWord(owner)}`,
    ...attributesText(attributes).map((attribute) => `         ${attribute}`),
    `payload  ${grouped(payloadBytes)} bytes${data ? '' : ' (--data shows the data in it)'}`,
    ...(data ? [`data     ${asText(data)}`] : []),
  ];
  const facts = { id, createdAt, expiresAt, owner, attributes, payloadBytes, ...(data && asJson(data)) };
  output.line(lines.join('\n'), { type: 'result', ...facts });
  return exitCodes.ok;
}

function asText(data: object): string {
  return inspect(data, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity });
}

/** A serializer may keep what JSON cannot, such as a Map; it is then shown as a text. */
function asJson(data: object): { readonly data: object } | { readonly dataAsText: string } {
  try {
    if (isDeepStrictEqual(JSON.parse(JSON.stringify(data)), data)) return { data };
  } catch {
    // A cycle, or a BigInt.
  }
  return { dataAsText: asText(data) };
}
