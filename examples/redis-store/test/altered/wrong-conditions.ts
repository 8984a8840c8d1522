import type { Alteration } from '../../../../test/altered-store.js';

// Mistakes in conditions and versions.

const file = 'redis-session-store.ts';
const compareAndWrite = 'return this.#run(call, script(ifCurrent, write), id, version, toFields(record));';
const loadChecked = `const current = await this.load(id);
    if (!current) return { status: 'gone' };
    if (current.version !== version) return { status: 'conflict', current };`;
const insert =
  "return this.#run(call, script(ifFree, write), id, '', { ...toFields(record), createdAt: String(record.createdAt) });";
const deleteCurrent = 'return this.#run(call, script(ifCurrent, remove), id, version, {});';
const checkVersion = `if stored[4] ~= ARGV[2] then return {'conflict', stored} end`;
const touchFields = 'const fields = { expiresAt: String(expiresAt), revision };';

export const wrongConditions: readonly Alteration[] = [
  {
    name: 'update reads with HMGET, compares, and then writes',
    file,
    changes: [
      [
        compareAndWrite,
        `${loadChecked}\n    return this.#run(call, script('', write), id, version, toFields(record));`,
      ],
    ],
  },
  {
    name: 'update compares under WATCH, on the connection that all calls of the instance share',
    file,
    changes: [
      [
        compareAndWrite,
        `const key = this.#prefix + id;
    await this.#send(call, ['WATCH', key]);
    ${loadChecked}
    const fields = toFields(record);
    const steps = [['MULTI'], ['HSET', key, ...Object.entries(fields).flat()], ['EXEC']];
    const [, , done] = await Promise.all(steps.map((words) => this.#send(call, words)));
    if (done) return { status: 'written', version: fields.revision };
    const other = await this.load(id);
    return other ? { status: 'conflict', current: other } : { status: 'gone' };`,
      ],
    ],
  },
  {
    name: 'create asks whether the session is there, and then writes',
    file,
    changes: [
      [
        insert,
        `if (await this.load(id)) return { status: 'taken' };
    const fields = { ...toFields(record), createdAt: String(record.createdAt) };
    return this.#run(call, script('', write), id, '', fields);`,
      ],
    ],
  },
  { name: 'create has no NX', file, changes: [['script(ifFree, write)', "script('', write)"]] },
  {
    name: 'deleteIf compares, and then sends DEL',
    file,
    changes: [
      [
        deleteCurrent,
        `${loadChecked}
    return (await this.#send(call, ['DEL', this.#prefix + id])) === 1 ? { status: 'deleted' } : { status: 'gone' };`,
      ],
    ],
  },
  {
    name: 'an empty version passes as any',
    file,
    changes: [[checkVersion, `if ARGV[2] ~= '' and stored[4] ~= ARGV[2] then return {'conflict', stored} end`]],
  },
  {
    name: 'versions are compared as numbers where they are numbers',
    file,
    changes: [
      [
        checkVersion,
        `if (tonumber(stored[4]) or stored[4]) ~= (tonumber(ARGV[2]) or ARGV[2]) then return {'conflict', stored} end`,
      ],
    ],
  },
  {
    name: 'versions are compared in lower case',
    file,
    changes: [[checkVersion, `if stored[4]:lower() ~= ARGV[2]:lower() then return {'conflict', stored} end`]],
  },
  {
    name: 'the expected version is a pattern of Lua',
    file,
    changes: [[checkVersion, `if not stored[4]:match('^' .. ARGV[2] .. '$') then return {'conflict', stored} end`]],
  },
  {
    name: 'the version is the time of the write',
    file,
    changes: [
      [
        `const names = ['payload', 'createdAt', 'expiresAt', 'revision', 'rest']`,
        `const names = ['payload', 'createdAt', 'expiresAt', 'revision', 'rest', 'time']`,
      ],
      [checkVersion, `if stored[6] ~= ARGV[2] then return {'conflict', stored} end`],
      ['...Object.entries(fields).flat()', "...Object.entries(fields).flat(), 'time', words[4]!"],
      ['version: fields.revision', 'version: words[4]'],
      [
        'const [payload, createdAt, expiresAt, version, rest]',
        'const [payload, createdAt, expiresAt, revision, rest, version]',
      ],
      ['revision: version, version', 'revision: revision!, version'],
    ],
  },
  {
    name: 'the version is a counter in the hash',
    file,
    changes: [
      [
        `const names = ['payload', 'createdAt', 'expiresAt', 'revision', 'rest']`,
        `const names = ['payload', 'createdAt', 'expiresAt', 'revision', 'rest', 'count']`,
      ],
      [checkVersion, `if stored[6] ~= ARGV[2] then return {'conflict', stored} end`],
      [`return {'written'}`, `return {'written', tostring(redis.call('HINCRBY', KEYS[1], 'count', 1))}`],
      ['version: fields.revision', 'version: stored'],
      [
        'const [payload, createdAt, expiresAt, version, rest]',
        'const [payload, createdAt, expiresAt, revision, rest, version]',
      ],
      ['revision: version, version', 'revision: revision!, version'],
    ],
  },
  {
    name: 'touch keeps the version',
    file,
    changes: [[touchFields, 'const fields = { expiresAt: String(expiresAt) };']],
  },
  {
    name: 'touch moves the deadline of whatever is there',
    file,
    changes: [
      [
        '(call, script(ifCurrent, write), id, version, fields)).status',
        `(call, script("if not isLive then return {'gone'} end", write), id, version, fields)).status`,
      ],
    ],
  },
  {
    name: 'touch to nearly the same deadline is left out',
    file,
    changes: [
      [
        touchFields,
        `${touchFields}
    const current = await this.load(id);
    if (current?.version === version && Math.abs(current.expiresAt - expiresAt) < 60_000) return true;`,
      ],
    ],
  },
  {
    name: 'update is skipped when only the revision changed',
    file,
    changes: [
      [
        `const write = \``,
        `const write = \`local same = stored[1] and true
for i = 3, #ARGV, 2 do
  for j, name in ipairs({'payload', 'createdAt', 'expiresAt', 'revision', 'rest'}) do
    if name == ARGV[i] and name ~= 'revision' and stored[j] ~= ARGV[i + 1] then same = false end
  end
end
if same and isLive then return {'written'} end
`,
      ],
    ],
  },
  {
    name: 'payloads over 64 KB are written before the script that compares the version',
    file,
    changes: [
      [
        compareAndWrite,
        `if (record.payload.length > 65_536) {
      ${loadChecked}
      await this.#send(call, ['HSET', this.#prefix + id, 'payload', record.payload]);
    }
    ${compareAndWrite}`,
      ],
    ],
  },
];
