import { SerializeError } from '@sess/core';
import { describe, expect, it, vi } from 'vitest';
import { openBrowser } from '../../test/open-session.js';

describe('a value that would be stored as something else', () => {
  const advice = 'JSON cannot keep an instance of Date. Store its getTime(), or use';
  const wayOut = 'pass the option { serializer: lenientJsonSerializer }';

  it('is refused at the assignment', async () => {
    await openBrowser().visit((session) => {
      const assign = (): void => void (session['user'] = { name: 'Ann', created: new Date() });
      expect(assign).toThrow(SerializeError);
      expect(assign).toThrow(`$.user.created: ${advice}`);
      expect(assign).toThrow(wayOut);
      expect(session['user']).toBeUndefined();
    });
  });

  it('is the fault of the request if a JSON body can contain it', async () => {
    await openBrowser().visit((session) => {
      const assign = (): void => void (session['count'] = -0);
      expect(assign).toThrow(expect.objectContaining({ status: 400, message: expect.stringContaining(wayOut) }));
    });
  });

  it('is refused by save and by the commit if it was put into a value', async () => {
    const { visit, open } = openBrowser();
    await visit((session) => void (session.cart = { items: [] }));
    for (const action of ['save', 'end'] as const) {
      const { session, end } = await open();
      Object.assign(session.cart, { since: new Date() });
      const refused = action === 'end' ? end() : session.save();
      await expect(refused).rejects.toThrow(`$.cart.since: ${advice}`);
      const again = await open();
      again.session.cart = { items: [] };
      Object.assign(again.session.cart, { since: new Date() });
      await expect(action === 'end' ? again.end() : again.session.save()).rejects.toThrow(wayOut);
    }
  });

  it('is refused by a commit that has waited for an action', async () => {
    const { store, open } = openBrowser();
    const { session, end } = await open();
    session.cart = { items: [] };
    const create = store.create.bind(store);
    vi.spyOn(store, 'create').mockImplementationOnce((...call) => {
      Object.assign(session.cart, { since: new Date() });
      return create(...call);
    });
    session.save(() => undefined);
    await expect(end()).rejects.toThrow(wayOut);
  });

  it('is refused without that advice if no JSON can express it', async () => {
    await openBrowser().visit((session) => {
      const assign = (): void => void (session['count'] = 1n);
      expect(assign).toThrow('$.count: JSON cannot keep a bigint');
      expect(assign).not.toThrow('lenient');
    });
  });
});
