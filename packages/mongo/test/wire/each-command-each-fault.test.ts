import { newId, newRecord } from '@sess/conformance/records';
import { StoreError } from '@sess/core';
import { expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { type CommandUnderTest, commandsUnderTest } from './command-under-test.js';
import { type KnownFault, knownFaults, type Verdict } from './known-faults.js';
import { OutcomeTable } from './outcome-table.js';
import { type Topology, topologies, topologyTitles, withProxies } from './proxied-database.js';

/** For some thousand calls on a busy machine. */
const timeout = 240_000;

// An unhandled rejection fails the run, so each test also shows that there is none.
withProxies('each command under each fault', (database, driver) => {
  it.each(topologies)(
    'settles with the right result or a StoreError, and the store works afterwards: %s',
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

  /** Applies all faults to one command of one store object, one after another. */
  async function meetAll(under: CommandUnderTest, topology: Topology, table: OutcomeTable, wrong: string[]) {
    const { proxy, client } = await database.open(topology);
    const name = `sessions_${topology} ${under.title}`.replaceAll(/\W/g, '_');
    const direct = database.connect();
    const raw = direct.sessions(name);
    const others = new MongoSessionStore(raw);
    const store = new MongoSessionStore(client.sessions(name));
    const [kept, record] = [newId(), newRecord()];
    await others.create(kept, record);

    for (const known of knownFaults) {
      if (!known.only(under.kind)) continue;
      if (under.makesIndexes) {
        await direct.command({ drop: name });
        await others.create(kept, record);
      }
      const { call, isApplied, saysApplied } = await under.prepare(store, raw, others);
      proxy.fault(under.command, known.fault, known.times);
      const [ended] = await Promise.allSettled([call()]);
      const wasApplied = proxy.seen.some(({ fault }) => fault !== undefined);
      proxy.seen.length = 0;
      await proxy.recover();
      const seen = verdictOf(ended);
      table.note(known.title, under.title, seen);
      const report = (problem: string) => wrong.push(`${under.title}, ${known.title}: ${problem}`);
      if (!wasApplied) report('the fault was applied to no command');
      if (seen !== expected(under, known, topology)) {
        const shown = ended.status === 'rejected' ? ended.reason : JSON.stringify(ended.value);
        report(`${seen} instead of ${expected(under, known, topology)}: ${String(shown)}`);
      }
      const applied = await isApplied();
      if (seen === 'not-applied' && applied) report('it is reported as not applied, and it was applied');
      if (ended.status === 'fulfilled' && saysApplied(ended.value) !== applied) {
        report(`${JSON.stringify(ended.value)} is the result, and it was ${applied ? '' : 'not '}applied`);
      }
      const afterwards = await store.load(kept).then((found) => found?.revision, String);
      if (afterwards !== record.revision) report(`afterwards: ${afterwards}`);
    }
  }
});

function expected({ kind }: CommandUnderTest, fault: KnownFault, topology: Topology): Verdict {
  if (kind === 'read') return fault.read;
  if (kind === 'writes') return fault.writes;
  if (topology === 'alone') return fault.write;
  if (topology === 'remembered') return fault.repeatedWrite;
  // An unconditional deletion succeeds if the second attempt finds nothing.
  return kind === 'repeatable delete' && fault.times === 1 && fault.repeatedWrite === 'result'
    ? 'result'
    : fault.againWrite;
}

function verdictOf(ended: PromiseSettledResult<unknown>): Verdict | 'other' {
  if (ended.status === 'fulfilled') return 'result';
  return ended.reason instanceof StoreError ? ended.reason.outcome : 'other';
}
