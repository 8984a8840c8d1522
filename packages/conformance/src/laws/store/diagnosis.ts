import { expectHealthy } from '../../fixture/findings.js';
import { newOwner } from '../../fixture/random-ids.js';
import { expectSameVersion, expectStored } from '../../fixture/record-expectations.js';
import { expect } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';

export const diagnosisLaws = [
  law(
    '123',
    'diagnose finds no error in a store that works, changes nothing, and its findings have no session data',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const { id, record, stored } = await fixture.put({ ...(one.owners && { owner }) });
      const mark = record.payload.slice(9, -2);
      const secrets = { 'a session id': id, 'a payload': mark, 'an owner': owner, 'a revision': record.revision };
      const [before, again] = [await fixture.dump(), await fixture.dump()];
      for (const store of [one, two]) expectHealthy(await store.diagnose?.(), secrets);
      // Some dumps differ each time, and then prove nothing.
      const isChanged = before === again && before !== (await fixture.dump());
      expect(!isChanged, 'diagnose must change nothing.', 'the dump is another one after it');
      const after = await expectStored(two, id, record, 'after diagnose');
      expectSameVersion(stored, after, 'diagnose');
    },
    ['diagnose'],
  ),
];
