import { MemorySessionStore } from '@sess/core';
import { type Runner, type StoreSubject, testHttpStory } from '@sess/conformance';
import type { Host } from './hosts/host.js';
import { hostLaws } from './laws/host-laws.js';

function memorySubject(): StoreSubject {
  let shared: MemorySessionStore | undefined;
  return {
    name: 'MemorySessionStore',
    claims: ['touch', 'deleteExpired', 'owners', 'close'],
    open({ clock }) {
      shared ??= new MemorySessionStore({ clock });
      return Promise.resolve({ store: new MemorySessionStore({ shareWith: shared, clock }) });
    },
  };
}

/** Registers the tests that every host has to pass: the suite's HTTP story and the laws of hosts. */
export function testHost(runner: Runner, host: Host): void {
  testHttpStory(runner, memorySubject(), host);
  runner.describe(`${host.name}, as a host`, () => {
    for (const law of hostLaws) runner.it(law.title, () => law.check(host), 120_000);
  });
}
