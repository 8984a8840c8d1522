import { describe, expect, it } from 'vitest';
import { describeEach, guaranteeOf } from './implementations.js';
import { openSocketShop, whenClosed } from './socket-shop.js';

describeEach("Socket.IO's io.engine.use", (implementation) => {
  const guarantee = guaranteeOf(implementation);

  describe.each(['websocket', 'polling'])('over %s', (transport) => {
    async function open() {
      const mounted = implementation.mount();
      return { ...(await openSocketShop(mounted, transport)), ...mounted };
    }

    it('has the session of the page at the handshake', async () => {
      const { browser, connect } = await open();
      const { json } = await browser.get('/count');
      expect(await connect().emitWithAck('read')).toEqual({ id: json['id'], visits: 1 });
    });

    it('has the user of Passport', async () => {
      const { browser, connect } = await open();
      await browser.get('/login');
      expect(await connect().emitWithAck('user')).toBe('alice');
      expect(await connect('').emitWithAck('user')).toBeFalsy();
    });

    it('stores what an event changes, each time that it saves', async () => {
      const { browser, connect } = await open();
      await browser.get('/count');
      const client = connect();
      expect(await client.emitWithAck('note', 'one')).toBe('saved');
      expect((await browser.get('/count')).json).toMatchObject({ visits: 2, note: 'one' });
      expect(await client.emitWithAck('reload')).toEqual({ visits: 2 });
      expect(await client.emitWithAck('note', 'two')).toBe('saved');
      expect((await browser.get('/count')).json).toMatchObject({ visits: 3, note: 'two' });
    });

    it('reloads what the page has changed', async () => {
      const { browser, connect } = await open();
      await browser.get('/count');
      const client = connect();
      expect(await client.emitWithAck('read')).toMatchObject({ visits: 1 });
      await browser.get('/count');
      expect(await client.emitWithAck('read')).toMatchObject({ visits: 1 });
      expect(await client.emitWithAck('reload')).toEqual({ visits: 2 });
    });

    it('closes the sockets of a session by its id at the sign-out', async () => {
      const { browser, connect } = await open();
      await browser.get('/count');
      const [client, other] = [connect(), connect()];
      await Promise.all([client.emitWithAck('read'), other.emitWithAck('read')]);
      const left = Promise.all([whenClosed(client), whenClosed(other)]);
      await browser.get('/logout');
      expect(await left).toEqual(['io server disconnect', 'io server disconnect']);
    });

    it('sees at the next reload that the session has ended', async () => {
      const { browser, connect } = await open();
      await browser.get('/count');
      const client = connect();
      await client.emitWithAck('read');
      await browser.get('/leave');
      const left = whenClosed(client);
      client.emit('reload');
      expect(await left).toBe('io server disconnect');
    });

    it('connects no guest while the store is down', async () => {
      const { browser, connect, faults } = await open();
      await browser.get('/count');
      faults.before = () => Promise.reject(new Error('down'));
      const client = connect();
      const outcome = await new Promise((resolve) => {
        client.on('connect', () => resolve('connected'));
        client.on('connect_error', () => resolve('refused'));
      });
      expect(outcome).toBe('refused');
    });

    it(
      'does not bring a session back that was signed out',
      guarantee(async () => {
        const { browser, connect } = await open();
        await browser.get('/count');
        const former = browser.copy();
        const client = connect();
        await client.emitWithAck('read');
        await browser.get('/leave');
        expect(await client.emitWithAck('note', 'late')).toBe('failed');
        expect((await former.get('/visits')).json).toEqual({});
      }),
    );

    it(
      'keeps what the page has changed since the handshake',
      guarantee(async () => {
        const { browser, connect } = await open();
        await browser.get('/count');
        const client = connect();
        await client.emitWithAck('read');
        await browser.get('/count');
        expect(await client.emitWithAck('note', 'one')).toBe('saved');
        expect((await browser.get('/count')).json).toMatchObject({ visits: 3, note: 'one' });
      }),
    );
  });
});
