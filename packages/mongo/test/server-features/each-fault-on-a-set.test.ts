import { newId, newRecord } from '@sess/conformance/records';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MongoSessionStore } from '../../src/index.js';
import { drivers } from '../drivers.js';
import { commandsUnderTest } from '../wire/commands-under-test.js';
import { judge } from '../wire/judge.js';
import { meetKnownFaults, tableTimeout } from '../wire/meet-known-faults.js';
import { OutcomeTable } from '../wire/outcome-table.js';
import { proxiedDatabase } from '../wire/proxied-database.js';
import { type FailPoint, failPoints } from './fail-points.js';
import { withOwnServers } from './needs-server.js';
import { type ReplicaSet, startReplicaSet } from './replica-set.js';

/** Checks an unknown server at once, so that a test of many faults takes seconds. */
const soonKnown = 'serverMonitoringMode=poll&minHeartbeatFrequencyMS=20';

// The server recognizes a repeated write, which other tests only pretend. So what is stored shows whether it was made
// once.
withOwnServers('each command under each fault on a replica set', (program) => {
  let set: ReplicaSet;
  let primaryUrl: string;
  let admin: MongoClient;
  beforeAll(async () => {
    set = await startReplicaSet(program);
    const { port } = await set.primary();
    primaryUrl = `mongodb://127.0.0.1:${port}/?directConnection=true`;
    admin = new MongoClient(primaryUrl);
  }, 180_000);
  afterAll(async () => {
    await admin?.close();
    await set?.stop();
  });

  const failCommand = (mode: unknown, data: object = {}) =>
    admin.db('admin').command({ configureFailPoint: 'failCommand', mode, data });

  describe.each(drivers)('$title', (driver) => {
    const database = proxiedDatabase(driver, () => primaryUrl);

    it('settles with the right result or a StoreError: on the way', { timeout: tableTimeout }, async () => {
      const title = `${driver.title}, ${program.product} as a set`;
      expect(await meetKnownFaults(database, 'as it is', title)).toEqual([]);
    });

    it('settles with the right result or a StoreError: in the server', { timeout: tableTimeout }, async () => {
      const table = new OutcomeTable(`${driver.title}, ${program.product} as a set, fail points`);
      const wrong: string[] = [];
      const appName = `sess ${driver.title}`;
      const client = database.connect(`${primaryUrl}&${soonKnown}&appName=${encodeURIComponent(appName)}`);
      const direct = database.connect();

      const fail = ({ data, times }: FailPoint, command: string) =>
        failCommand({ times }, { ...data, failCommands: [command], appName });

      for (const under of commandsUnderTest) {
        const name = under.title.replaceAll(/\W/g, '_');
        const raw = direct.sessions(name);
        const others = new MongoSessionStore(raw);
        const store = new MongoSessionStore(client.sessions(name));
        const [kept, record] = [newId(), newRecord()];
        await others.create(kept, record);
        for (const point of failPoints.filter(({ only }) => only(under.kind))) {
          if (under.makesIndexes) {
            await direct.command({ drop: name });
            await others.create(kept, record);
          }
          const prepared = await under.prepare(store, raw, others);
          await fail(point, under.command);
          client.sent();
          const [ended] = await Promise.allSettled([prepared.call()]);
          await failCommand('off');
          const kind = under.kind === 'repeatable delete' ? 'write' : under.kind;
          const attempts = client.sent().filter((command) => under.command in command).length;
          const { verdict, problems } = await judge(ended, prepared, point.expected[kind]);
          table.note(point.title, under.title, verdict);
          const report = (problem: string) => wrong.push(`${under.title}, ${point.title}: ${problem}`);
          problems.forEach(report);
          if (verdict === 'result' && attempts === 1) report('the fail point was applied to no command');
          const afterwards = await store.load(kept).then((found) => found?.revision, String);
          if (afterwards !== record.revision) report(`afterwards: ${afterwards}`);
        }
      }
      process.stdout.write(
        table.text(
          failPoints.map(({ title }) => title),
          commandsUnderTest.map(({ title }) => title),
        ),
      );
      expect(wrong).toEqual([]);
    });
  });
});
