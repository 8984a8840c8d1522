import type { Host } from '../host.js';
import { printable } from './printable.js';

/** What a line says, as the fields of a JSON object. `type` names its kind. */
export type Facts = Readonly<Record<string, unknown>> & { readonly type: string };

/** Prints lines for people, or with `--json` an object a line for programs. */
export class Output {
  /** Whether a person watches, so that a line may be drawn over. */
  readonly isTerminal: boolean;
  readonly isJson: boolean;
  readonly host: Host;

  constructor(host: Host, isJson: boolean) {
    this.host = host;
    this.isJson = isJson;
    this.isTerminal = !isJson && host.stdout.isTTY && host.env['TERM'] !== 'dumb';
  }

  /** Prints one thing that was asked for. */
  line(text: string, facts: Facts): void {
    this.host.stdout.write(`${printable(this.isJson ? JSON.stringify(facts) : text)}\n`);
  }

  /** Prints what has happened. Where nobody watches, with the time, because the line will be read later. */
  event(text: string, facts: Facts): void {
    const at = new Date().toISOString();
    this.line(this.isTerminal ? text : `${at} ${text}`, { ...facts, at });
  }
}
