import { describe, expect, it } from 'vitest';
import { FlashChanges } from './flash-changes.js';
import { jsonSerializer } from '../payload/json-serializer.js';
import { ValueCopies } from './value-copies.js';

const open = (messages: Record<string, unknown>): FlashChanges =>
  new FlashChanges(new ValueCopies(jsonSerializer), messages);

describe('flash messages', () => {
  it('are kept until they are taken once', () => {
    const flash = open({ notice: 'a' });
    expect([flash.peek('notice'), flash.take('notice'), flash.take('notice'), flash.kind()]).toEqual([
      'a',
      'a',
      undefined,
      'removals',
    ]);
    flash.put('notice', 'b');
    expect([flash.kind(), flash.snapshot()]).toEqual(['changed', { notice: 'b' }]);
  });

  it('are refused when they are put, with their name, if they cannot be serialized', () => {
    expect(() => open({}).put('notice', { at: new Date() })).toThrow('flash notice');
  });

  it.each(['__proto__', '\ud800'])('are refused when they are put under an invalid name: %j', (name) => {
    const flash = open({});
    expect(() => flash.put(name, 1)).toThrow(/^\$\.?flash.*a key that is not kept/);
    expect([flash.size, flash.kind()]).toEqual([0, 'same']);
  });

  it('are not read when another message is used', () => {
    let reads = 0;
    const watched = new Proxy({ n: 1 }, { ownKeys: (target) => (reads++, Reflect.ownKeys(target)) });
    const flash = open({});
    flash.put('watched', watched);
    flash.put('other', { n: 2 });
    const before = reads;
    expect([flash.peek('other'), flash.take('other')]).toEqual([{ n: 2 }, { n: 2 }]);
    expect(reads).toBe(before);
    watched.n = 3;
    expect(flash.take('watched')).toEqual({ n: 3 });
  });

  it('of several requests are all kept', () => {
    const flash = open({ taken: 1, both: 1, left: 1, replaced: 1 });
    flash.take('taken');
    flash.take('both');
    flash.put('replaced', 2);
    flash.put('mine', 1);
    flash.rebase({ taken: 1, left: 1, replaced: 1, theirs: 1 });
    expect(flash.snapshot()).toEqual({ left: 1, replaced: 2, mine: 1, theirs: 1 });
  });

  it('that are put or taken during a write are stored by the next write', () => {
    const flash = open({ old: 1 });
    flash.put('sent', 1);
    flash.beginWrite();
    flash.take('sent');
    flash.put('late', 1);
    flash.confirmWrite();
    expect([flash.kind(), flash.snapshot()]).toEqual(['changed', { old: 1, late: 1 }]);
    flash.rebase({ old: 1, sent: 1, theirs: 1 });
    expect(flash.snapshot()).toEqual({ old: 1, late: 1, theirs: 1 });
  });

  it('of other requests are removed by a clear if they were put before it was stored, and kept if later', () => {
    const flash = open({ old: 1 });
    flash.clear();
    flash.put('mine', 1);
    flash.beginWrite();
    flash.rebase({ old: 1, theirs: 1 });
    flash.beginWrite();
    flash.rebase({ old: 1, theirs: 1, more: 1 });
    expect(flash.snapshot()).toEqual({ mine: 1 });
    flash.beginWrite();
    flash.confirmWrite();
    flash.rebase({ mine: 1, later: 1 });
    expect(flash.snapshot()).toEqual({ mine: 1, later: 1 });
  });
});
