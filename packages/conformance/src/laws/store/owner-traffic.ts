import { outageOf } from '../../fixture/outages.js';
import { newOwner } from '../../fixture/random-ids.js';
import { textOfBytes } from '../../fixture/values/boundary-sizes.js';
import { expect, expectEqual } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { listAll, ownersOf, putFor } from './owned-sessions.js';

export const ownerTrafficLaws = [
  law(
    '142',
    'lists and revocations do not read payloads: the backend sends far fewer bytes than the sessions have',
    async (fixture) => {
      const { one, two } = fixture;
      const outage = outageOf(fixture);
      const owner = newOwner();
      const payload = textOfBytes(Math.min(one.limits.maxPayloadBytes, 60_000));
      const ids = await putFor(fixture, owner, 40, { payload });
      const most = (ids.length * payload.length) / 4;
      const expectLittle = async (what: string, call: () => Promise<unknown>) => {
        const before = (await outage.traffic?.()) ?? 0;
        await call();
        const received = ((await outage.traffic?.()) ?? 0) - before;
        const demand = `${what} of ${ids.length} sessions with ${payload.length} bytes each must not read their payloads.`;
        expect(received < most, demand, { 'bytes received': received });
      };
      await expectLittle('A list', async () => {
        expectEqual((await listAll(two, owner, 10)).length, ids.length, 'The list must have every session.');
      });
      await expectLittle('deleteByOwner', async () => {
        const deleted = await ownersOf(two).deleteByOwner(owner, { except: ids.slice(0, 1) });
        expectEqual(deleted, ids.length - 1, 'deleteByOwner must remove all sessions but one.');
      });
      await ownersOf(one).deleteByOwner(owner, { except: [] });
    },
    ['outage.traffic', 'owners'],
  ),
];
