import { Gate } from '../fixture/gate.js';
import type { Visited } from '../suite/sessions.js';
import type { PageAnswer, PageRequest, Pages } from './middleware.js';

/** A small site with a page for everything that can happen to a session. */
export class Shop implements Pages {
  /** Opened by a slow page once it has loaded its session. */
  arrived = new Gate();
  /** Slow and streaming pages wait for this. */
  released = new Gate();

  readonly page = async (request: PageRequest): Promise<PageAnswer> => {
    const { pathname, searchParams } = request.url;
    if (pathname === '/untouched') return { body: 'nothing' };
    const session = await request.session();
    const [key, value] = [searchParams.get('key') ?? 'cart', searchParams.get('value') ?? '1'];
    switch (pathname) {
      case '/read':
        return json({ data: session.toObject(), owner: session.owner ?? null, isNew: session.isNew });
      case '/set':
        session.set(key, value);
        return { status: Number(searchParams.get('status') ?? 200), body: 'stored' };
      case '/set-and-throw':
        session.set(key, value);
        throw new Error('The page failed.');
      case '/set-and-redirect':
        session.set(key, value);
        return { status: 303, headers: { location: '/read' } };
      case '/save-and-throw':
        session.set(key, value);
        await session.save();
        throw new Error('The page failed after it saved.');
      case '/save-and-fail':
        session.set(key, value);
        await session.save();
        session.set('shown', 'after the save');
        return { status: 500, body: 'The page failed after it saved.' };
      case '/sign-in':
        session.signIn(value);
        return { body: 'welcome' };
      case '/sign-out':
        await session.destroy();
        return { body: 'bye' };
      case '/clear':
        session.clear();
        return { body: 'empty' };
      default:
        return this.#unusual(pathname, session);
    }
  };

  readonly errorPage = async (request: PageRequest, status: number): Promise<PageAnswer> => {
    const session = await request.session().catch(() => undefined);
    try {
      session?.set('shown', 'the error page');
    } catch {
      // An error page must cope with a session that can no longer be changed.
    }
    return { status, body: 'Something went wrong.' };
  };

  /** Responses of an unusual shape, each after a write. */
  async #unusual(pathname: string, session: Visited): Promise<PageAnswer> {
    session.set('shape', pathname);
    const { arrived, released } = this;
    switch (pathname) {
      case '/slow':
        arrived.open();
        await released.opened;
        return { body: 'late' };
      case '/no-content':
        return { status: 204 };
      case '/not-modified':
        return { status: 304, headers: { etag: '"1"' } };
      case '/empty':
        return {};
      case '/streaming':
        return {
          body: (async function* () {
            yield 'first ';
            await released.opened;
            yield 'last';
          })(),
        };
      default:
        return { status: 404, body: 'There is no such page.' };
    }
  }
}

function json(value: unknown): PageAnswer {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}
