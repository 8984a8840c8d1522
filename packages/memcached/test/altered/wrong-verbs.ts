import type { Alteration } from '../../../../test/altered-store.js';

// Mistakes in the verbs, versions and times.

const store = 'memcached-session-store.ts';
const replace = 'const result = await this.#replace(call, id, state, value, this.#exptime(record));';
const removeCurrent = 'const result = await this.#replace(call, id, parseVersion(id, version), deletedValue, -1);';
const casOnce = 'return this.#commands.cas(call, id, value, exptime, state.cas);';
const checkState = "if (!state || this.#clock() >= state.expiresAt) return 'exists';";
const findChecked = `const found = await this.#findLive(call, id);
    if (!found) return { status: 'gone' };
    if (found.session.version !== version) return { status: 'conflict', current: found.session };`;
const returnUpdate = "return result === 'stored' ? { status: 'written' } : this.#refusal(call, id, result);";
const replaceExpired = 'const result = await this.#commands.cas(call, id, value, this.#exptime(record), found.cas);';
const removeOnce =
  "return (await this.#commands.remove(this.#guard.begin('delete', { id }, options), id)) === 'deleted';";

export const wrongVerbs: readonly Alteration[] = [
  {
    name: 'update gets, compares, deletes and adds',
    file: store,
    changes: [
      [
        replace,
        `${findChecked}
    await this.#commands.remove(call, id);
    const result = await this.#commands.add(call, id, value, this.#exptime(record)) === 'stored' ? 'stored' : 'exists';`,
      ],
    ],
  },
  {
    name: 'deleteIf gets, compares and deletes',
    file: store,
    changes: [
      [
        removeCurrent,
        `${findChecked}
    const result = (await this.#commands.remove(call, id)) === 'deleted' ? 'stored' : 'notFound';`,
      ],
    ],
  },
  {
    name: 'what exists is read again, and replaced with the CAS id that it has now',
    file: store,
    changes: [
      [
        casOnce,
        `const first = await this.#commands.cas(call, id, value, exptime, state.cas);
    const found = first === 'exists' ? await this.#findLive(call, id) : undefined;
    return found ? this.#commands.cas(call, id, value, exptime, found.cas) : first;`,
      ],
    ],
  },
  {
    name: 'the version is only the instants: the CAS id is read before it is used',
    file: store,
    changes: [
      [
        casOnce,
        `const found = await this.#commands.find(call, id);
    if (!found) return 'notFound';
    const { createdAt, expiresAt } = found.session;
    if (createdAt !== state.createdAt || expiresAt !== state.expiresAt) return 'exists';
    return this.#commands.cas(call, id, value, exptime, found.cas);`,
      ],
    ],
  },
  {
    name: 'update adds what was not found',
    file: store,
    changes: [
      [
        returnUpdate,
        `if (result === 'notFound') {
      const added = await this.#commands.add(call, id, value, this.#exptime(record));
      if (added === 'stored') return { status: 'written' };
    }
    ${returnUpdate}`,
      ],
    ],
  },
  {
    name: 'update returns the version that a gets reads after the write',
    file: store,
    changes: [
      [
        returnUpdate,
        `const now = result === 'stored' ? await this.#findLive(call, id) : undefined;
    if (now) return { status: 'written', version: now.session.version };
    ${returnUpdate}`,
      ],
    ],
  },
  {
    name: 'update and deleteIf change what has expired',
    file: store,
    changes: [[checkState, "if (!state) return 'exists';"]],
  },
  {
    name: 'deleteIf stores its empty item for ever: an exptime of 0',
    file: store,
    changes: [[removeCurrent, removeCurrent.replace('-1', '0')]],
  },
  {
    name: 'create deletes an expired item, and adds',
    file: store,
    changes: [
      [
        replaceExpired,
        `await this.#commands.remove(call, id);
      const result = await this.#commands.add(call, id, value, this.#exptime(record));`,
      ],
    ],
  },
  {
    name: 'create does not look whether it replaced the expired item',
    file: store,
    changes: [
      [
        `${replaceExpired}\n      if (result === 'stored') return { status: 'written' };`,
        `${replaceExpired}\n      if (result) return { status: 'written' };`,
      ],
    ],
  },
  {
    name: 'update takes createdAt from its record',
    file: store,
    changes: [['{ ...record, createdAt: state?.createdAt ?? record.createdAt }', 'record']],
  },
  {
    name: 'delete returns true when nothing was found',
    file: store,
    changes: [
      [
        removeOnce,
        `await this.#commands.remove(this.#guard.begin('delete', { id }, options), id);
    return true;`,
      ],
    ],
  },
  {
    name: 'delete does not wait for the reply',
    file: store,
    changes: [
      [
        removeOnce,
        `const call = this.#guard.begin('delete', { id }, options);
    const found = await this.#commands.find(call, id);
    this.#commands.remove(call, id).catch(() => undefined);
    return found !== undefined;`,
      ],
    ],
  },
  {
    name: 'a renewal keeps the exptime of the former deadline',
    file: store,
    changes: [[replace, replace.replace('this.#exptime(record)', 'this.#exptime(state ?? record)')]],
  },
  {
    name: 'deadlines are compared in full seconds',
    file: store,
    changes: [
      [
        'return this.#clock() < session.expiresAt;',
        'return Math.floor(this.#clock() / 1000) < Math.floor(session.expiresAt / 1000);',
      ],
    ],
  },
  {
    name: 'an exptime of more than 30 days counts from now',
    file: 'exptime.ts',
    changes: [
      ['return relative <= longestRelativeSeconds ? relative : Math.ceil(expiresAt / 1000) + 1;', 'return relative;'],
    ],
  },
  {
    name: 'an exptime counts from now up to 60 days',
    file: 'exptime.ts',
    changes: [['60 * 60 * 24 * 30', '60 * 60 * 24 * 60']],
  },
  {
    name: 'an exptime is rounded down, and at least 1',
    file: 'exptime.ts',
    changes: [['Math.ceil((expiresAt - now) / 1000) + 1', 'Math.max(1, Math.floor((expiresAt - now) / 1000))']],
  },
  {
    name: 'the exptime is half of the time: items are dropped early to save memory',
    file: 'exptime.ts',
    changes: [['Math.ceil((expiresAt - now) / 1000) + 1', 'Math.ceil((expiresAt - now) / 2000)']],
  },
  {
    name: 'only the CAS id of a version is looked at',
    file: 'state-version.ts',
    changes: [['isCasId(cas) && versionOf(id, state) === version', 'isCasId(cas)']],
  },
  {
    name: 'what follows in a version is ignored',
    file: 'state-version.ts',
    changes: [['versionOf(id, state) === version', 'version.startsWith(versionOf(id, state))']],
  },
  {
    name: 'a version does not belong to its session: each server counts CAS ids of its own',
    file: 'state-version.ts',
    changes: [['checksumOf(`${id}:${named}`)', 'checksumOf(named)']],
    survives: 'the CAS ids of two servers meet too rarely; state-version.test.ts looks at it',
  },
];
