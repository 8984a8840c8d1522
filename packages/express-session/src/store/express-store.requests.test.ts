import { describe, expect, it } from 'vitest';
import { cookie, hour, setUpStore, stopClock, time } from '../../test/stores/set-up-store.js';

stopClock();

describe('calls of the store', () => {
  it('takes one to read, one more to change, and none to end a request that has changed nothing', async () => {
    const { store, calls, request } = setUpStore();
    await store.set('one', { cookie, visits: 1 });
    expect(calls.splice(0)).toEqual(['create']);
    const session = await request('one');
    await store.touch('one', session);
    await store.set('one', session);
    expect(calls.splice(0)).toEqual(['load']);
    session['visits'] = 2;
    await store.set('one', session);
    expect(calls.splice(0)).toEqual(['update']);
    session['visits'] = 3;
    await store.set('one', session);
    expect(calls.splice(0)).toEqual(['update']);
  });

  it('moves the deadline at most once in a twentieth of its time, without the payload', async () => {
    const { store, calls, request } = setUpStore();
    await store.set('one', { cookie });
    time.now += hour / 20 - 1;
    await store.touch('one', await request('one'));
    expect(calls.splice(0)).toEqual(['create', 'load']);
    time.now += 1;
    await store.touch('one', await request('one'));
    expect(calls.splice(0)).toEqual(['load', 'touch']);
    expect((await store.get('one'))!.cookie['expires']).toEqual(new Date(time.now + hour));
  });

  it('stores a session that a request has just created only once', async () => {
    const { store, calls } = setUpStore();
    const session = { cookie, visits: 1 };
    await store.set('one', session);
    await store.set('one', session);
    await store.touch('one', session);
    expect(calls.splice(0)).toEqual(['create']);
    Object.assign(session, { visits: 2 });
    await store.set('one', session);
    expect(calls).toEqual(['load', 'update']);
    expect(await store.get('one')).toMatchObject({ visits: 2 });
  });
});

describe('requests at once', () => {
  it('both keep what they change, and see only what they have read', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie, cart: { apple: 1, plum: { count: 1 } }, step: 1, old: true });
    const [mine, other] = [await request('one'), await request('one')];
    (other['cart'] as Record<string, unknown>)['pear'] = 1;
    delete other['old'];
    other['step'] = 2;
    await store.set('one', other);
    const cart = mine['cart'] as { apple: number; plum?: { count: number } };
    cart.plum!.count = 5;
    mine['mine'] = [1];
    await store.set('one', mine);
    const both = { cart: { apple: 1, plum: { count: 5 }, pear: 1 }, step: 2, mine: [1] };
    expect(await data('one')).toEqual(both);
    // The request does not know of the other one's pear, and keeps it all the same.
    delete cart.plum;
    mine['mine'] = [2];
    await store.set('one', mine);
    expect(await data('one')).toEqual({ ...both, cart: { apple: 1, pear: 1 }, mine: [2] });
  });

  it('store each change once, so that a later change of another one stays', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie, step: 1 });
    const mine = await request('one');
    mine['step'] = 2;
    await store.set('one', mine);
    const other = await request('one');
    other['step'] = 3;
    await store.set('one', other);
    mine['mine'] = true;
    await store.set('one', mine);
    expect(await data('one')).toEqual({ step: 3, mine: true });
  });

  it('can save while an earlier save is not done', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie });
    const session = await request('one');
    session['first'] = true;
    const first = store.set('one', session);
    session['second'] = true;
    await Promise.all([first, store.set('one', session)]);
    expect(await data('one')).toEqual({ first: true, second: true });
  });

  it('store a session as it was when they did, whatever they make of it then', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie, user: 'alice', cart: ['hat'] });
    const session = await request('one');
    const cart = session['cart'] as string[];
    delete session['user'];
    cart.push('scarf');
    const stored = store.set('one', session);
    session['user'] = 'bob';
    cart.push('glove');
    await stored;
    expect(await data('one')).toEqual({ cart: ['hat', 'scarf'] });
  });

  it('do not bring back a session that has ended', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie, user: 'alice' });
    const [slow, idle, fresh] = [await request('one'), await request('one'), { cookie, user: 'bob' }];
    await store.set('two', fresh);
    await store.destroy('one');
    await store.destroy('two');
    slow['seen'] = true;
    Object.assign(fresh, { seen: true });
    const gone = { code: 'INTERRUPTED' };
    await expect(store.set('one', slow)).rejects.toMatchObject(gone);
    await expect(store.set('one', slow)).rejects.toMatchObject(gone);
    await expect(store.set('two', fresh)).rejects.toMatchObject(gone);
    await store.touch('one', idle);
    await store.set('one', idle);
    expect([await data('one'), await data('two')]).toEqual([undefined, undefined]);
  });

  it('may remove something from a session that has ended, but not add to it', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie, notice: 'Saved' });
    const session = await request('one');
    await store.destroy('one');
    delete session['notice'];
    await store.set('one', session);
    session['seen'] = true;
    await expect(store.set('one', session)).rejects.toMatchObject({ code: 'INTERRUPTED' });
    expect(await data('one')).toBeUndefined();
  });

  it('are dropped without an error, if the manager discards the changes of a session that has ended', async () => {
    const { store, request, data, calls } = setUpStore({ onInterrupted: 'discard' });
    await store.set('one', { cookie });
    const slow = await request('one');
    await store.destroy('one');
    for (const step of [1, 2]) {
      slow['step'] = step;
      await store.set('one', slow);
    }
    await store.touch('one', slow);
    expect(await data('one')).toBeUndefined();
    expect(calls.filter((name) => name === 'create')).toHaveLength(1);
  });

  it('do not shorten or lengthen a deadline that another has set', async () => {
    const { store, request } = setUpStore();
    await store.set('one', { cookie });
    const [mine, other] = [await request('one'), await request('one')];
    other.cookie.maxAge = hour / 2;
    await store.touch('one', other);
    mine['seen'] = true;
    await store.set('one', mine);
    expect((await store.get('one'))!.cookie).toMatchObject({ expires: new Date(time.now + hour / 2) });
  });

  it('are told apart if one session object is set for another id', async () => {
    const { store, request, data } = setUpStore();
    await store.set('one', { cookie, user: 'alice' });
    const session = await request('one');
    await store.set('two', session);
    session['user'] = 'bob';
    await store.set('two', session);
    expect([await data('one'), await data('two')]).toEqual([{ user: 'alice' }, { user: 'bob' }]);
  });

  it('fail with the options of the manager', async () => {
    const { store, request } = setUpStore({ onConflict: 'error' });
    await store.set('one', { cookie, step: 1 });
    const [mine, other] = [await request('one'), await request('one')];
    other['step'] = 2;
    await store.set('one', other);
    mine['step'] = 3;
    await expect(store.set('one', mine)).rejects.toMatchObject({ code: 'CONFLICT', key: 'step' });
  });
});

describe('a session object that no request has read', () => {
  it('replaces what is there, if it is a plain object', async () => {
    const { store, data } = setUpStore();
    await store.set('one', { cookie, user: 'alice', step: 1 });
    await store.set('one', { cookie, step: 2 });
    expect(await data('one')).toEqual({ step: 2 });
  });

  it('is based on what was read, if it is the object that get has returned', async () => {
    const { store, data } = setUpStore();
    await store.set('one', { cookie, user: 'alice' });
    const [mine, other] = [(await store.get('one'))!, (await store.get('one'))!];
    await store.set('one', Object.assign(other, { other: true }));
    await store.set('one', Object.assign(mine, { mine: true }));
    expect(await data('one')).toEqual({ user: 'alice', mine: true, other: true });
  });

  it('is refused if it belongs to a request, because ids do not repeat', async () => {
    const { store, data } = setUpStore();
    await store.set('one', { cookie, user: 'alice' });
    const session = store.createSession({ sessionID: 'one', sessionStore: store }, { cookie, user: 'bob' });
    await expect(store.set('one', session)).rejects.toMatchObject({ code: 'CONFLICT', status: 409 });
    expect(await data('one')).toEqual({ user: 'alice' });
  });
});
