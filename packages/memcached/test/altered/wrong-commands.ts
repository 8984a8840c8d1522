import type { Alteration } from '../../../../test/altered-store.js';

// Mistakes in keys, values, commands and their failures, and with several servers.

const commands = 'session-commands.ts';
const servers = 'memcache-client/memcached-servers.ts';
const server = 'memcache-client/memcached-server.ts';
const readOnce = 'const item = await this.#client.get(this.keyOf(id));\n      return item && readItem(id, item);';
const keyOf = 'return this.#prefix + id;';
const runCommand = 'return await command();';
const encode = "return utf8.encode(`${mark}${formatVersion}[${head.join(',')}]\\n${payload}`);";

export const wrongCommands: readonly Alteration[] = [
  {
    name: 'keys are cut after 44 bytes',
    file: commands,
    changes: [[keyOf, 'return (this.#prefix + id).slice(0, 44);']],
  },
  {
    name: 'keys have a hash of 32 bits in place of the id',
    file: commands,
    changes: [
      [
        keyOf,
        `let hash = 0x811c9dc5;
    for (const letter of id) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
    return this.#prefix + hash.toString(16);`,
      ],
    ],
  },
  {
    name: 'a session that cannot be read is absent',
    file: commands,
    changes: [
      [
        readOnce,
        `const item = await this.#client.get(this.keyOf(id)).catch(() => undefined);
      return item && readItem(id, item);`,
      ],
    ],
  },
  {
    name: 'gets of one key share the one that is under way',
    file: commands,
    changes: [
      [
        readOnce,
        `let reading = this.#reading.get(id);
      if (!reading) {
        reading = this.#client.get(this.keyOf(id)).finally(() => this.#reading.delete(id));
        this.#reading.set(id, reading);
      }
      const item = await reading;
      return item && readItem(id, item);`,
      ],
      [
        'readonly #prefix: string;',
        'readonly #prefix: string;\n  readonly #reading = new Map<string, Promise<MemcachedItem | undefined>>();',
      ],
    ],
  },
  {
    name: 'a failed command is sent once more',
    file: commands,
    changes: [[runCommand, 'return await command().catch(command);']],
  },
  {
    name: 'an abort rejects with its reason, even if the command was sent',
    file: commands,
    changes: [
      [runCommand, `return await Promise.race([command(), aborted]);`],
      [
        '  call.throwIfAborted();\n',
        `  call.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    call.signal?.addEventListener('abort', () => reject(call.signal?.reason as Error), { once: true });
  });
  aborted.catch(() => undefined);\n`,
      ],
      ['throw storeFailure(', 'call.throwIfAborted();\n    throw storeFailure('],
    ],
  },
  {
    name: 'every failed write was not applied',
    file: 'store-failure.ts',
    changes: [["effect === 'read' ? 'not-applied' : known", "'not-applied'"]],
  },
  {
    name: 'a byte order mark at the beginning is dropped',
    file: 'record-mapping.ts',
    changes: [['text.slice(head.length)', String.raw`text.slice(head.length).replace(/^\uFEFF/, '')`]],
  },
  {
    name: 'the owner is kept in lower case',
    file: 'record-mapping.ts',
    changes: [['JSON.stringify(owner ?? null)', 'JSON.stringify(owner?.toLowerCase() ?? null)']],
  },
  {
    name: 'long payloads are compressed, and known by their first letters alone',
    file: 'record-mapping.ts',
    changes: [
      [
        encode,
        `const packed = payload.length > 1024 ? \`gz:\${deflateRawSync(payload).toString('base64')}\` : payload;
  ${encode.replace('${payload}', '${packed}')}`,
      ],
      [
        'return readRecord(members, text.slice(head.length));',
        `const payload = text.slice(head.length);
  return readRecord(members, payload.startsWith('gz:') ? String(inflateRawSync(Buffer.from(payload.slice(3), 'base64'))) : payload);`,
      ],
      [
        'import { type AttributeValue',
        "import { deflateRawSync, inflateRawSync } from 'node:zlib';\nimport { type AttributeValue",
      ],
    ],
  },
  {
    name: 'a large owner is not measured: the server refuses the item',
    file: 'item-size.ts',
    survives: 'that is a rejection, too, and nothing was written',
    changes: [['if (itemBytes <= maxItemBytes) return;', 'if (itemBytes > 0) return;']],
  },
  {
    name: 'the limit leaves no room for the key and the head',
    file: 'item-size.ts',
    changes: [['return maxItemBytes - reservedBytes;', 'return maxItemBytes - itemOverheadBytes;']],
  },
  {
    name: 'a command without a reply in time leaves its connection in use',
    file: server,
    survives: 'the suite delays no reply for longer than timeoutMs; unexpected-replies.test.ts does',
    changes: [["usedSocket?.destroy(new Error('another command on its connection had no reply in time'));", '']],
  },
  {
    name: 'EXISTS counts as stored: any reply of cas is taken for a success',
    file: servers,
    changes: [
      ["return word === 'EXISTS' ? 'exists' : 'notFound';", "return word === 'EXISTS' ? 'stored' : 'notFound';"],
    ],
  },
  {
    name: 'a server that fails is passed over for the next one',
    file: servers,
    changes: [
      [
        'return this.#ring.serverOf(command.key).send(command);',
        `const own = this.#ring.serverOf(command.key);
    const others = this.#servers.filter((each) => each !== own);
    return own.send(command).catch((error: unknown) => {
      if (!others[0]) throw error;
      return others[0].send(command);
    });`,
      ],
    ],
  },
  {
    name: 'reads go to the next server, which is to be a copy',
    file: servers,
    changes: [
      [
        'return this.#ring.serverOf(command.key).send(command);',
        `const own = this.#ring.serverOf(command.key);
    const next = this.#servers[(this.#servers.indexOf(own) + 1) % this.#servers.length];
    if (command.effect === 'read') return next!.send(command);
    const reply = await own.send(command);
    if (next !== own) setTimeout(() => next!.send(command).catch(() => undefined), 5);
    return reply;`,
      ],
    ],
  },
];
