import flash from 'connect-flash';
import express from 'express';
import { expect, it } from 'vitest';
import { Barrier } from './barrier.js';
import { Browser } from './browser.js';
import { describeEach, guaranteeOf } from './implementations.js';
import { serve } from './serve.js';
import { fieldOf, visitOf } from './visit.js';

describeEach('connect-flash', (implementation) => {
  const guarantee = guaranteeOf(implementation);

  async function open() {
    const { middleware, faults } = implementation.mount();
    const app = express();
    const barriers = { tabs: new Barrier(0) };
    app.use(express.urlencoded(), middleware, flash());
    app.get('/begin', (request, response) => {
      // As every page does that shows messages.
      response.json(request.flash('info'));
    });
    app.post('/say', (request, response) => {
      request.flash(fieldOf(request, 'type') ?? 'info', fieldOf(request, 'message')!);
      response.redirect('/');
    });
    app.get('/', (request, response) => response.json(request.flash()));
    app.get('/info', (request, response) => response.json({ info: request.flash('info') }));
    app.get('/formatted', (request, response) => {
      request.flash('info', 'sent to %s', 'alice');
      request.flash('info', ['one', 'two']);
      response.json({ info: request.flash('info'), again: request.flash('info') });
    });
    app.get('/parallel', (request, response, next) => {
      // The session has been loaded: both tabs have read the same one.
      void visitOf(request).note;
      barriers.tabs.pass().then(() => {
        const say = fieldOf(request, 'say');
        if (say !== undefined) request.flash(say, 'said');
        response.json({ info: say === undefined ? request.flash('info') : [] });
      }, next);
    });
    const browser = new Browser(await serve(app));
    return { browser, barriers, faults };
  }

  it('shows a message once after the redirect', async () => {
    const { browser } = await open();
    expect((await browser.submit('/say', { message: 'Saved.' })).json).toEqual({ info: ['Saved.'] });
    expect((await browser.get('/')).json).toEqual({});
  });

  it('collects messages of several types', async () => {
    const { browser } = await open();
    await browser.request('/say', { method: 'POST', ...form('message=one') });
    await browser.request('/say', { method: 'POST', ...form('message=two') });
    await browser.request('/say?type=error', { method: 'POST', ...form('message=bad') });
    expect((await browser.get('/info')).json).toEqual({ info: ['one', 'two'] });
    expect((await browser.get('/')).json).toEqual({ error: ['bad'] });
  });

  it('formats, takes arrays, and reads what the same request has said', async () => {
    const { browser } = await open();
    expect((await browser.get('/formatted')).json).toEqual({ info: ['sent to alice', 'one', 'two'], again: [] });
  });

  it('is empty after two tabs have read it at once', async () => {
    const { browser, barriers } = await open();
    await browser.get('/begin');
    await browser.request('/say', { method: 'POST', ...form('message=one') });
    barriers.tabs = new Barrier(2);
    const tabs = await Promise.all([browser.get('/parallel'), browser.get('/parallel')]);
    expect(tabs.map(({ json }) => json)).toContainEqual({ info: ['one'] });
    expect((await browser.get('/')).json).toEqual({});
  });

  it(
    'keeps the messages of different types that two tabs have said at once',
    guarantee(async () => {
      const { browser, barriers } = await open();
      await browser.get('/begin');
      barriers.tabs = new Barrier(2);
      await Promise.all([browser.get('/parallel?say=info'), browser.get('/parallel?say=error')]);
      expect((await browser.get('/')).json).toEqual({ info: ['said'], error: ['said'] });
    }),
  );

  it(
    'keeps a message that is said while another tab reads',
    guarantee(async () => {
      const { browser, barriers } = await open();
      await browser.get('/begin');
      await browser.request('/say', { method: 'POST', ...form('message=one') });
      barriers.tabs = new Barrier();
      const reading = browser.get('/parallel');
      await barriers.tabs.reached;
      await browser.request('/say?type=error', { method: 'POST', ...form('message=bad') });
      barriers.tabs.open();
      expect((await reading).json).toMatchObject({ info: ['one'] });
      expect((await browser.get('/')).json).toEqual({ error: ['bad'] });
    }),
  );

  it(
    'does not redirect before the message is stored',
    guarantee(async () => {
      const { browser, faults } = await open();
      faults.before = (call) => (call === 'write' ? Promise.reject(new Error('down')) : Promise.resolve());
      const response = await browser.request('/say', { method: 'POST', ...form('message=one') });
      expect([response.status, response.headers.get('location')]).toEqual([503, null]);
    }),
  );
});

function form(body: string) {
  return { body, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
}
