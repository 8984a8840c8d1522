import { isNativeError } from 'node:util/types';
import type { SessionRecord } from '@sess/core';
import { show } from '../../suite/expect.js';
import type { Settled, Call } from './call.js';
import type { Cast } from './cast.js';
import { briefly } from './matching.js';

/** Writes the calls of a run and their results as lines that an author can read as code. */
export class Trace {
  #lines: string[] = [];
  #quiet: string | undefined;
  readonly #start: number;
  readonly #names = new Map<string, string>();
  #versions = 0;
  #others = 1;

  /** @param start - Epoch milliseconds that the lines call `t`. */
  constructor({ ids, owners }: Cast, start: number) {
    this.#start = start;
    for (const [index, id] of ids.entries()) this.#names.set(id, ['A', 'B', 'C'][index] ?? `id${index}`);
    for (const owner of owners) this.#names.set(owner, briefly(owner));
  }

  /** The lines: of what comes after `begin`, only that sentence and the last. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  begin(sentence: string): void {
    this.note(sentence);
    this.#quiet = sentence;
  }

  /** Gives another id a name. */
  name(id: string): void {
    this.#names.set(id, `X${this.#others++}`);
  }

  note(line: string): void {
    if (this.#quiet !== undefined && this.#lines.at(-1) !== this.#quiet) this.#lines.pop();
    this.#lines.push(line);
  }

  call(on: string, call: Call): string {
    return `${on}.${this.#called(call)}`;
  }

  settled(settled: Settled): string {
    return 'error' in settled ? `rejects with ${firstLine(settled.error)}` : this.#value(settled.result);
  }

  /** Shows an instant as `t`, the beginning, and the milliseconds after it. */
  instant(at: unknown): string {
    if (typeof at !== 'number') return show(at);
    const after = at - this.#start;
    if (Math.abs(after) > 10 * 365 * 86_400_000) return String(at);
    return after === 0 ? 't' : `t ${after < 0 ? '-' : '+'} ${Math.abs(after)}`;
  }

  #called(call: Call): string {
    switch (call.verb) {
      case 'load':
      case 'delete':
        return `${call.verb}(${this.#text(call.id)})`;
      case 'create':
        return `create(${this.#text(call.id)}, ${this.#record(call.record)})`;
      case 'update':
        return `update(${this.#text(call.id)}, ${this.#record(call.record)}, ${this.#version(call.version)})`;
      case 'touch':
        return `touch(${this.#text(call.id)}, ${this.instant(call.expiresAt)}, ${this.#version(call.version)})`;
      case 'deleteIf':
        return `deleteIf(${this.#text(call.id)}, ${this.#version(call.version)})`;
      case 'clear':
        return `deleteExpired(${call.limit}), until more is false,`;
      case 'deleteExpired':
      case 'countExpired':
        return `${call.verb}(${call.limit})`;
      case 'listByOwner': {
        const { owner, limit, cursor } = call;
        return `owners.listByOwner(${this.#text(owner)}, { limit: ${limit}${cursor === undefined ? '' : ', cursor'} })`;
      }
      case 'deleteByOwner': {
        const except = call.except.map((id) => this.#text(id)).join(', ');
        return `owners.deleteByOwner(${this.#text(call.owner)}, { except: [${except}] })`;
      }
    }
  }

  #record(record: SessionRecord): string {
    const { payload, expiresAt, owner, attributes } = record;
    const fields = [
      `payload: ${briefly(payload)}`,
      `expiresAt: ${this.instant(expiresAt)}`,
      ...(owner === undefined ? [] : [`owner: ${briefly(owner)}`]),
      ...(attributes ? [`attributes: ${inBrief(attributes)}`] : []),
    ];
    return `{ ${fields.join(', ')} }`;
  }

  #version(version: string): string {
    return this.#names.get(version) ?? briefly(version);
  }

  /** Names a version that is seen for the first time. */
  #seenVersion(version: unknown): string {
    if (typeof version !== 'string') return show(version);
    if (!this.#names.has(version)) this.#names.set(version, `v${++this.#versions}`);
    return this.#version(version);
  }

  #text(text: string): string {
    return this.#names.get(text) ?? briefly(text);
  }

  #value(value: unknown): string {
    if (typeof value === 'string') return this.#text(value);
    if (Array.isArray(value)) return `[${value.map((each) => this.#value(each)).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return show(value);
    const fields = Object.entries(value).flatMap(([name, field]) => {
      if (name === 'revision') return [];
      return [`${name}: ${this.#field(name, field)}`];
    });
    return `{ ${fields.join(', ')} }`;
  }

  #field(name: string, value: unknown): string {
    if (name === 'version') return this.#seenVersion(value);
    if (name === 'expiresAt' || name === 'createdAt') return this.instant(value);
    if (name === 'attributes') return inBrief(value);
    return name === 'cursor' ? "'…'" : this.#value(value);
  }
}

function inBrief(value: unknown): string {
  if (typeof value !== 'object' || value === null) return show(value);
  return `{ ${Object.entries(value)
    .map(([name, each]) => `${name}: ${briefly(each)}`)
    .join(', ')} }`;
}

function firstLine(error: unknown): string {
  if (!isNativeError(error) && !(error instanceof Error)) return show(error);
  const outcome: unknown = Reflect.get(error, 'outcome');
  const [line = ''] = error.message.split('\n');
  return `${error.name}${typeof outcome === 'string' ? ` '${outcome}'` : ''}: ${line.slice(0, 100)}`;
}
