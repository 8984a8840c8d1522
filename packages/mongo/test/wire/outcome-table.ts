import type { Verdict } from './known-faults.js';

const signs: Readonly<Record<Verdict, string>> = { result: 'ok', 'not-applied': 'no', unknown: '?' };

/** The result of each command under each fault, as a table to read. */
export class OutcomeTable {
  readonly #title: string;
  readonly #rows = new Map<string, Map<string, string>>();

  constructor(title: string) {
    this.#title = title;
  }

  note(fault: string, command: string, verdict: Verdict | 'other'): void {
    const row = this.#rows.get(fault) ?? new Map<string, string>();
    this.#rows.set(fault, row.set(command, verdict === 'other' ? '!' : signs[verdict]));
  }

  /** @param commands - The columns. Their headings are numbers, which are explained below the table. */
  text(faults: readonly string[], commands: readonly string[]): string {
    const width = Math.max(...faults.map((fault) => fault.length));
    const line = (title: string, cells: readonly string[]) =>
      `${title.padEnd(width)} ${cells.map((cell) => cell.padStart(3)).join('')}`;
    return [
      this.#title,
      'ok: the right result. no: StoreError, not-applied. ?: StoreError, unknown. Empty: does not apply.',
      line(
        '',
        commands.map((_command, index) => String(index + 1)),
      ),
      ...faults.map((fault) =>
        line(
          fault,
          commands.map((command) => this.#rows.get(fault)?.get(command) ?? ''),
        ),
      ),
      commands.map((command, index) => `${index + 1} ${command}`).join('; '),
      '',
    ].join('\n');
  }
}
