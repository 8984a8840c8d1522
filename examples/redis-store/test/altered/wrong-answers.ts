import type { Alteration } from '../../../../test/altered-store.js';

// Mistakes in what is kept, read and returned, and after failures.

const file = 'redis-session-store.ts';
const checkVersion = `if stored[4] ~= ARGV[2] then return {'conflict', stored} end`;
const returnLive = 'return session && this.#clock() < session.expiresAt ? session : undefined;';
const sendOnce = 'return await this.#client.sendCommand(words, call.signal && { abortSignal: call.signal });';
const writeRest = 'rest: JSON.stringify({ owner, attributes })';
const parseRest = `const more = JSON.parse(rest ?? '{}') as Pick<SessionRecord, 'owner' | 'attributes'>;`;
const onConflict = `if (status === 'conflict') return { status, current: toSession(stored) } as T;`;

export const wrongAnswers: readonly Alteration[] = [
  {
    name: 'update leaves a field as it was when it has nothing to put there',
    file,
    changes: [
      [
        `${writeRest} };`,
        `...((owner !== undefined || attributes) && { rest: JSON.stringify({ owner, attributes }) }) };`,
      ],
    ],
  },
  {
    name: 'load keeps what it has read until this instance writes',
    file,
    changes: [
      [
        returnLive,
        `const live = session && this.#clock() < session.expiresAt ? session : undefined;
    if (live) this.#read.set(id, structuredClone(live));
    return live;`,
      ],
      [
        `const call = this.#guard.begin('load', { id }, options);`,
        `const call = this.#guard.begin('load', { id }, options);
    const read = this.#read.get(id);
    if (read && this.#clock() < read.expiresAt) return structuredClone(read);`,
      ],
      [
        'readonly #clock: () => number;',
        'readonly #clock: () => number;\n  readonly #read = new Map<string, StoredSession>();',
      ],
      [
        '    try {\n',
        `    const key = words[0] === 'EVAL' ? words[3] : words[1];
    if (words[0] !== 'HMGET') this.#read.delete(key!.slice(this.#prefix.length));
    try {\n`,
      ],
    ],
  },
  {
    name: 'loads of one session share the HMGET that is under way',
    file,
    changes: [
      [
        `const session = toSession(await this.#send(call, ['HMGET', this.#prefix + id, ...names]));`,
        `let reading = this.#reading.get(id);
    if (!reading) {
      reading = this.#send(call, ['HMGET', this.#prefix + id, ...names]).finally(() => this.#reading.delete(id));
      this.#reading.set(id, reading);
    }
    const session = toSession(await reading);`,
      ],
      [
        'readonly #clock: () => number;',
        'readonly #clock: () => number;\n  readonly #reading = new Map<string, Promise<unknown>>();',
      ],
    ],
  },
  {
    name: "a conflict's session has no owner and no attributes",
    file,
    changes: [
      [
        checkVersion,
        `if stored[4] ~= ARGV[2] then return {'conflict', {stored[1], stored[2], stored[3], stored[4]}} end`,
      ],
    ],
  },
  {
    name: "a conflict's session is read with a second command",
    file,
    changes: [[onConflict, `if (status === 'conflict') return { status, current: await this.load(id) } as T;`]],
  },
  {
    name: 'delete returns true whatever DEL replied',
    file,
    changes: [[`['DEL', this.#prefix + id])) === 1`, `['DEL', this.#prefix + id])) !== null`]],
  },
  {
    name: 'the last characters of an id are cut from its key',
    file,
    changes: [
      [`'1', this.#prefix + id, String`, `'1', (this.#prefix + id).slice(0, this.#prefix.length + 36), String`],
      [
        `['HMGET', this.#prefix + id, ...names]`,
        `['HMGET', (this.#prefix + id).slice(0, this.#prefix.length + 36), ...names]`,
      ],
      [`['DEL', this.#prefix + id]`, `['DEL', (this.#prefix + id).slice(0, this.#prefix.length + 36)]`],
    ],
  },
  {
    name: 'a failed command is sent once more',
    file,
    changes: [
      [
        sendOnce,
        `const send = () => this.#client.sendCommand(words, call.signal && { abortSignal: call.signal });
      return await send().catch(send);`,
      ],
    ],
  },
  {
    name: 'EVALSHA falls back to EVAL after any error',
    file,
    changes: [
      [
        sendOnce,
        `const send = (those: readonly string[]) =>
        this.#client.sendCommand(those, call.signal && { abortSignal: call.signal });
      if (words[0] !== 'EVAL') return await send(words);
      const digest = createHash('sha1').update(words[1]!).digest('hex');
      return await send(['EVALSHA', digest, ...words.slice(2)]).catch(() => send(words));`,
      ],
      ['import { CallGuard', "import { createHash } from 'node:crypto';\nimport { CallGuard"],
    ],
  },
  {
    name: 'scripts are loaded once, and EVALSHA has no fallback',
    file,
    changes: [
      [
        sendOnce,
        `const send = (those: readonly string[]) =>
        this.#client.sendCommand(those, call.signal && { abortSignal: call.signal });
      if (words[0] !== 'EVAL') return await send(words);
      const digest = createHash('sha1').update(words[1]!).digest('hex');
      if (!this.#loaded.has(digest)) await send(['SCRIPT', 'LOAD', words[1]!]);
      this.#loaded.add(digest);
      return await send(['EVALSHA', digest, ...words.slice(2)]);`,
      ],
      ['import { CallGuard', "import { createHash } from 'node:crypto';\nimport { CallGuard"],
      ['readonly #clock: () => number;', 'readonly #clock: () => number;\n  readonly #loaded = new Set<string>();'],
    ],
  },
  {
    name: 'a closed connection counts as not applied',
    file,
    changes: [['/^(Abort|ClientClosed|', '/^(SocketClosedUnexpectedly|DisconnectsClient|Abort|ClientClosed|']],
  },
  {
    name: 'a session that cannot be read is absent',
    file,
    changes: [
      [
        `toSession(await this.#send(call, ['HMGET', this.#prefix + id, ...names]));`,
        `toSession(await this.#send(call, ['HMGET', this.#prefix + id, ...names]).catch(() => []));`,
      ],
    ],
  },
  {
    name: 'the script writes numbers of attributes again, with cjson',
    file,
    changes: [
      [
        `const write = \``,
        `const write = \`for i = 3, #ARGV, 2 do
  if ARGV[i] == 'rest' then ARGV[i + 1] = cjson.encode(cjson.decode(ARGV[i + 1])) end
end
`,
      ],
    ],
  },
  {
    name: 'attributes that look like numbers are numbers',
    file,
    changes: [
      [
        parseRest,
        `const asNumber = (name: string, value: unknown) =>
    name !== 'owner' && typeof value === 'string' && /^-?\\d+(\\.\\d+)?$/.test(value) ? Number(value) : value;
  const more = JSON.parse(rest ?? '{}', asNumber) as Pick<SessionRecord, 'owner' | 'attributes'>;`,
      ],
    ],
  },
  {
    name: 'long payloads are compressed, and known by their first letters alone',
    file,
    changes: [
      [
        `return { payload, expiresAt: String(expiresAt)`,
        `const kept = payload.length > 1024 ? \`gz:\${deflateRawSync(payload).toString('base64')}\` : payload;
  return { payload: kept, expiresAt: String(expiresAt)`,
      ],
      [
        `return { payload, createdAt: Number(createdAt)`,
        `const inflated = () => String(inflateRawSync(Buffer.from(payload.slice(3), 'base64')));
  const text = payload.startsWith('gz:') ? inflated() : payload;
  return { payload: text, createdAt: Number(createdAt)`,
      ],
      ['import { CallGuard', "import { deflateRawSync, inflateRawSync } from 'node:zlib';\nimport { CallGuard"],
    ],
  },
  {
    name: 'an aborted command rejects with the reason, even if it was sent',
    file,
    changes: [
      [
        sendOnce,
        `const aborted = new Promise<never>((_, reject) => {
        call.signal?.addEventListener('abort', () => reject(call.signal?.reason as Error), { once: true });
      });
      return await Promise.race([this.#client.sendCommand(words), aborted]);`,
      ],
      ['throw failureOf(call', 'if (call.signal?.aborted) throw call.signal.reason;\n      throw failureOf(call'],
    ],
  },
];
