import type { SessionId, SessionRecord } from '@sess/core';
import { newId, newOwner, newRevision } from '../../fixture/random-ids.js';
import {
  expectAbsent,
  expectAttributes,
  expectLive,
  expectSameVersion,
  expectStatus,
  expectStored,
} from '../../fixture/record-expectations.js';
import type { StoreFixture } from '../../fixture/store-fixture.js';
import { edgeAttributes } from '../../fixture/values/attribute-values.js';
import { expect, expectEqual, show } from '../../suite/expect.js';
import { storeLaw as law } from '../law-kinds.js';
import { listAll } from './owned-sessions.js';

/** A value that a store may refuse, or keep exactly. */
interface Edge {
  readonly what: string;
  readonly fields: Partial<SessionRecord>;
}

/** Returns what the call resolved with, or undefined if the store has refused it. */
function unlessRefused<T>(call: Promise<T>): Promise<T | undefined> {
  return call.catch(() => undefined);
}

/**
 * Writes each value by create and by update. Fails unless load and the list return exactly what was written, or the
 * call was refused and has changed nothing.
 */
async function expectExact(fixture: StoreFixture, edges: readonly Edge[]): Promise<void> {
  const { one, two } = fixture;
  const owner = newOwner();
  const turned = await fixture.put({ owner });
  const { createdAt } = turned.record;
  let { record, stored } = turned;
  const kept = new Map<SessionId, SessionRecord>();
  for (const { what, fields } of edges) {
    const [id, made] = [await newId(), fixture.record({ owner, ...fields })];
    const created = await unlessRefused(one.create(id, made));
    if (created) {
      expectStatus(created, 'written', `create with ${what}, unless it rejects,`);
      await expectStored(two, id, made, `after a create with ${what}`);
      kept.set(id, made);
    } else {
      await expectAbsent(two, id, `after a create that refused ${what}`);
    }
    const next = fixture.record({ owner, createdAt, ...fields });
    const updated = await unlessRefused(one.update(turned.id, next, stored.version));
    if (updated) {
      expectStatus(updated, 'written', `update to ${what}, unless it rejects,`);
      record = next;
      stored = await expectStored(two, turned.id, next, `after an update to ${what}`);
    } else {
      const after = await expectStored(two, turned.id, record, `after an update that refused ${what}`);
      expectSameVersion(stored, after, 'An update that the store refuses');
    }
  }
  if (!two.owners) return;
  for (const { id, attributes } of await listAll(two, owner, 50)) {
    const given = kept.get(id);
    if (given) expectAttributes(attributes ? { attributes } : {}, given, 'in a list');
  }
  await two.owners.deleteByOwner(owner, { except: [] });
}

/** Texts that a store changes if it takes a revision for a number, an identifier or a padded text. */
const revisions = ['a', 'A', 'ä', 'a\u0308', ' a', 'a ', '7', '007', '1e3', '1000', '0x10', '-0', 'true', 'null'];
const longRevisions = ['12345678901234567890', '6F9619FF-8B86-D011-B42D-00C04FC964FF', '%61', '"a"', 'x'.repeat(255)];

export const exactValueLaws = [
  law(
    '138',
    'attributes come back exactly, of the same type, or the call is refused and changes nothing: edges of numbers, texts',
    async (fixture) => {
      const samples = Object.entries(fixture.subject.attributes ?? {});
      const edges = samples.flatMap(([name, [sample]]) =>
        edgeAttributes(sample).map((value) => ({
          what: `the attribute '${name}' ${show(value)}`,
          fields: { attributes: { [name]: value } },
        })),
      );
      await expectExact(fixture, edges);
    },
    ['attributes'],
  ),

  law(
    '139',
    'an update clears an attribute that is null or absent, also in the list, and keeps the others of its record',
    async (fixture) => {
      const { one, two } = fixture;
      const owner = newOwner();
      const all = fixture.attributes(0);
      const names = Object.keys(all);
      const { id, record, stored } = await fixture.put({ owner, attributes: all });
      let { version } = stored;
      const update = async (attributes: SessionRecord['attributes'], when: string) => {
        const next = fixture.record({ owner, createdAt: record.createdAt, ...(attributes && { attributes }) });
        expectStatus(await one.update(id, next, version), 'written', 'update');
        ({ version } = await expectStored(two, id, next, when));
        if (!two.owners) return;
        const [listed] = await listAll(two, owner, 5);
        expect(listed !== undefined, `The list must have the session ${when}.`);
        expectAttributes(listed, next, `in a list ${when}`);
      };
      for (const name of names) {
        const { [name]: _, ...others } = all;
        await update({ ...others, [name]: null }, `after an update in which '${name}' is null`);
        await update(fixture.attributes(1), 'after an update of all attributes');
        await update(others, `after an update without '${name}'`);
        await update(all, 'after an update of all attributes');
      }
      const nulls = Object.fromEntries(names.map((name) => [name, null]));
      await update(nulls, 'after an update in which all attributes are null');
      await update(all, 'after an update of all attributes');
      await update(undefined, 'after an update without attributes');
      await update(all, 'after an update of all attributes');
      await update({}, 'after an update to {}');
      await one.delete(id);
    },
    ['attributes'],
  ),

  law('140', 'a revision comes back exactly, or the call is refused: case, spaces, digits, length', async (fixture) => {
    const { one, two } = fixture;
    const texts = [...revisions, ...longRevisions, newRevision(), newRevision().toUpperCase()];
    const edges = texts.map((revision) => ({ what: `the revision ${show(revision)}`, fields: { revision } }));
    await expectExact(fixture, edges);
    if (!one.touch) return;
    const { id, stored } = await fixture.put();
    let { version, revision: former } = stored;
    for (const revision of texts) {
      const touched = await unlessRefused(one.touch(id, fixture.now() + 7_200_000, version, revision));
      const when = `touch with the revision ${show(revision)}`;
      if (touched !== undefined) expectEqual(touched, true, `A ${when} must return true, or reject.`);
      const after = await expectLive(two, id, `after a ${when}`);
      expectEqual(after.revision, touched ? revision : former, `The revision must come back exactly after a ${when}.`);
      ({ version, revision: former } = after);
    }
  }),
];
