import { newId, newRecord } from '@sess/conformance/records';
import { MongoSessionStore } from '../../src/index.js';
import type { CommandUnderTest } from './command-under-test.js';
import { commandsUnderTest } from './commands-under-test.js';
import { judge } from './judge.js';
import { type KnownFault, knownFaults, type Verdict } from './known-faults.js';
import { OutcomeTable } from './outcome-table.js';
import type { Topology } from './mongo-proxy.js';
import type { ProxiedDatabase } from './proxied-database.js';

/** For some thousand calls on a busy machine. */
export const tableTimeout = 240_000;

/** Applies each known fault to each command, prints the results as a table, and returns what was wrong. */
export async function meetKnownFaults(
  database: ProxiedDatabase,
  topology: Topology,
  title: string,
): Promise<readonly string[]> {
  const table = new OutcomeTable(title);
  const wrong: string[] = [];
  await Promise.all(commandsUnderTest.map((under) => meetAll(database, under, topology, table, wrong)));
  const faults = knownFaults.map((known) => known.title);
  const commands = commandsUnderTest.map((under) => under.title);
  process.stdout.write(table.text(faults, commands));
  return wrong;
}

/** Applies all faults to one command of one store object, one after another. */
async function meetAll(
  database: ProxiedDatabase,
  under: CommandUnderTest,
  topology: Topology,
  table: OutcomeTable,
  wrong: string[],
): Promise<void> {
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
    const prepared = await under.prepare(store, raw, others);
    proxy.fault(under.command, known.fault, known.times);
    const [ended] = await Promise.allSettled([prepared.call()]);
    const wasApplied = proxy.seen.some(({ fault }) => fault !== undefined);
    proxy.seen.length = 0;
    await proxy.recover();
    const { verdict, problems } = await judge(ended, prepared, expected(under, known, topology));
    table.note(known.title, under.title, verdict);
    const report = (problem: string) => wrong.push(`${under.title}, ${known.title}: ${problem}`);
    if (!wasApplied) report('the fault was applied to no command');
    problems.forEach(report);
    const afterwards = await store.load(kept).then((found) => found?.revision, String);
    if (afterwards !== record.revision) report(`afterwards: ${afterwards}`);
  }
}

function expected({ kind }: CommandUnderTest, fault: KnownFault, topology: Topology): Verdict {
  if (kind === 'read') return fault.read;
  if (kind === 'writes') return fault.writes;
  if (topology === 'alone') return fault.write;
  if (topology !== 'carried out') return fault.repeatedWrite;
  // An unconditional deletion succeeds if the second attempt finds nothing.
  return kind === 'repeatable delete' && fault.times === 1 && fault.repeatedWrite === 'result'
    ? 'result'
    : fault.againWrite;
}
