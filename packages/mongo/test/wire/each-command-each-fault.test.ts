import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it, vi } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { type CommandUnderTest, commandsUnderTest } from './command-under-test.js';
import { type KnownFault, knownFaults, type Verdict } from './known-faults.js';
import { OutcomeTable } from './outcome-table.js';
import { type Topology, topologies, topologyTitles, withProxies } from './proxied-database.js';

/** Longer than the driver looks for a server, and shorter than anybody would wait. */
const mostMs = 5000;
/** Some thousand calls, on a machine that does other things too. */
const timeout = 240_000;

// An unhandled rejection fails the run, so that there is none is tested throughout.
withProxies('each command under each fault', (database, driver) => {
  it.each(topologies)(
    'ends with the right result or a typed error, and the store goes on: %s',
    { timeout },
    async (topology) => {
      const table = new OutcomeTable(`${driver.title}, ${topologyTitles[topology]}`);
      const wrong: string[] = [];
      await Promise.all(commandsUnderTest.map((under) => meetAll(under, topology, table, wrong)));
      const titles = commandsUnderTest.map(({ title }) => title);
      process.stdout.write(
        table.text(
          knownFaults.map(({ title }) => title),
          titles,
        ),
      );
      expect(wrong).toEqual([]);
    },
  );

  /** One store object meets all of the faults, one after the other. */
  async function meetAll(under: CommandUnderTest, topology: Topology, table: OutcomeTable, wrong: string[]) {
    const { proxy, client } = await database.open(topology);
    const name = `sessions_${topology} ${under.title}`.replaceAll(/\W/g, '_');
    const past = database.connect();
    const raw = past.sessions(name);
    const others = new MongoSessionStore(raw);
    const store = new MongoSessionStore(client.sessions(name));
    const [kept, record] = [newId(), newRecord()];
    await others.create(kept, record);
    // Many clients begin at once: that a busy machine is slow to connect them is no fault of the table.
    await vi.waitFor(() => client.command({ ping: 1 }), { timeout: 20_000 });

    for (const known of knownFaults) {
      if (!known.only(under.kind)) continue;
      if (under.makesIndexes) {
        await past.command({ drop: name });
        await others.create(kept, record);
      }
      const { call, isApplied, saysApplied } = await under.prepare(store, raw, others);
      proxy.meet(under.command, known.fault, known.times);
      const startedAt = performance.now();
      const [ended] = await Promise.allSettled([call()]);
      const elapsed = performance.now() - startedAt;
      const hasMet = proxy.seen.some(({ fault }) => fault !== undefined);
      proxy.seen.length = 0;
      await proxy.recover();
      const seen = verdictOf(ended);
      table.note(known.title, under.title, seen);
      const say = (problem: string) => wrong.push(`${under.title}, ${known.title}: ${problem}`);
      if (!hasMet) say('the fault met no command');
      if (seen !== expected(under, known, topology)) {
        const shown = ended.status === 'rejected' ? ended.reason : JSON.stringify(ended.value);
        say(`${seen} instead of ${expected(under, known, topology)}: ${String(shown)}`);
      }
      const applied = await isApplied();
      if (seen === 'not-applied' && applied) say('it is said not to be applied, and it was');
      if (ended.status === 'fulfilled' && saysApplied(ended.value) !== applied) {
        say(`${JSON.stringify(ended.value)} is the answer, and it was ${applied ? '' : 'not '}carried out`);
      }
      if (elapsed > mostMs) say(`it took ${Math.round(elapsed)} ms`);
      const afterwards = await store.load(kept).then((found) => found?.revision, String);
      if (afterwards !== record.revision) say(`afterwards: ${afterwards}`);
    }
  }
});

function expected({ kind }: CommandUnderTest, fault: KnownFault, topology: Topology): Verdict {
  if (kind === 'read') return fault.read;
  if (kind === 'writes') return fault.writes;
  if (topology === 'alone') return fault.write;
  if (topology === 'remembered') return fault.repeatedWrite;
  // That it was gone already when the driver tried once more is all that a deletion without conditions wants to know.
  return kind === 'repeatable delete' && fault.times === 1 && fault.repeatedWrite === 'result'
    ? 'result'
    : fault.againWrite;
}

function verdictOf(ended: PromiseSettledResult<unknown>): Verdict | 'other' {
  if (ended.status === 'fulfilled') return 'result';
  return ended.reason instanceof StoreError ? ended.reason.outcome : 'other';
}
