import { canRevoke, writesAmong } from '../../fixture/fixture.js';
import { newKey } from '../../fixture/random-ids.js';
import { type Chapter, expectHeld, expectNothingHeld } from '../../story/story.js';
import { cookiesOf, type ReceivedCookie, Visitor } from '../../story/visitor.js';
import { expect, expectEmpty, expectEqual } from '../../suite/expect.js';

function headersOf(response: Response) {
  return {
    status: response.status,
    cookies: cookiesOf(response).map(({ name, attributes }) => ({ name, attributes: Object.fromEntries(attributes) })),
    vary: response.headers.get('vary'),
    cacheControl: response.headers.get('cache-control'),
  };
}

export const visitChapters: readonly Chapter[] = [
  {
    number: '113a',
    title: 'a visit that stores nothing gets no cookie, and one that never opens its session leaves no trace at all',
    async check({ visitor, calls }) {
      const untouched = headersOf(await visitor.visit('/untouched'));
      const isUntouched = untouched.cookies.length === 0 && untouched.vary === null && untouched.cacheControl === null;
      const demand = 'The response of a page that never opens its session must be the same as without sessions.';
      expect(isUntouched, demand, untouched);
      const read = headersOf(await visitor.visit('/read'));
      const isSilent = read.cookies.length === 0 && /cookie/i.test(read.vary ?? '');
      expect(isSilent, 'A page that only reads its session must set no cookie and send Vary: Cookie.', read);
      expectEmpty(calls, 'An anonymous visit that stores nothing must make no call of the store.');
    },
  },
  {
    number: '113b',
    title: 'the first stored value sets one cookie with the declared attributes, and Vary: Cookie',
    async check(scene) {
      const { visitor } = scene;
      const response = await visitor.visit('/set');
      const seen = headersOf(response);
      const [cookie] = cookiesOf(response);
      const isOne = seen.cookies.length === 1 && cookie !== undefined;
      expect(isOne, 'The first stored value must set exactly one cookie.', seen);
      const { attributes } = cookie;
      const isDeclared =
        attributes.has('httponly') &&
        attributes.get('samesite')?.toLowerCase() === 'lax' &&
        attributes.get('path') === '/';
      expect(isDeclared, 'The cookie must be HttpOnly and SameSite=Lax, and have the path /.', seen);
      const isLasting = Number(attributes.get('max-age')) > 0;
      expect(isLasting, 'The cookie must have a Max-Age.', seen);
      const isPrefixed = cookie.name.startsWith('__Host-') === attributes.has('secure');
      expect(isPrefixed, 'The cookie must have the prefix __Host- if and only if it is Secure.', seen);
      expect(/cookie/i.test(seen.vary ?? ''), 'The response must have Vary: Cookie.', seen);
      const isPrivate = /private|no-store/.test(seen.cacheControl ?? '');
      expect(isPrivate, 'Shared caches must not store a response with a cookie.', seen);
      await expectHeld(scene, 'of the first value once its response has arrived');
    },
  },
  {
    number: '114',
    title: 'the second visit reads the value, and a read sends no cookie',
    async check({ visitor }) {
      await visitor.visit('/set?key=cart&value=apples');
      const response = await visitor.send('/read');
      const cookies = cookiesOf(response);
      const { data } = (await response.json()) as { data: Record<string, unknown> };
      expect(data['cart'] === 'apples', 'The next visit must read what the first stored.', data);
      expectEmpty(cookies, 'A read must send no cookie.');
    },
  },
  {
    number: '115',
    title: 'the request after a redirect reads what was written before it',
    async check({ fixture, visitor }) {
      for (let round = 0; round < fixture.rounds(10); round++) {
        const response = await visitor.send(`/set-and-redirect?value=${round}`);
        expectEqual(response.status, 303, 'The page must redirect.');
        const { data } = await visitor.read();
        const { cart } = data;
        expectEqual(cart, String(round), `The request after a redirect must read what was written, round ${round}.`);
      }
    },
  },
  {
    number: '118',
    title: 'emptying a session removes its cookie and its stored data',
    async check({ fixture, visitor }) {
      await visitor.visit('/set');
      const old = visitor.copy();
      const response = await visitor.visit('/clear');
      const cookies = cookiesOf(response);
      // If a session may have several cookies, all pieces are removed.
      const areRemovals = cookies.every(({ attributes }) => attributes.get('max-age') === '0');
      const isRemoved = cookies.length > 0 && areRemovals && visitor.cookie === undefined;
      expect(isRemoved, 'Emptying a session must remove its cookie.', headersOf(response));
      if (canRevoke(fixture)) await expectNothingHeld(fixture, old, 'of a session that was emptied');
    },
  },
  {
    number: '119a',
    title:
      'unknown and malformed cookies, and two cookies that each open a session, are anonymous visits and are not cleared',
    async check({ site, visitor, calls }) {
      await visitor.visit('/set');
      const name = visitor.cookie?.split('=')[0] ?? '';
      const value = visitor.value ?? '';
      const first = newKey();
      const other = new Visitor(site);
      await other.visit('/set');
      const cookies = [
        `${name}=${first}`,
        `${name}=short`,
        `${name}=`,
        `${name}=${value}; ${name}=${other.value ?? ''}`,
        `${name}=${first}; ${name}=${newKey()}`,
        `${name}=${value}x`,
        `${name}="${first}"`,
      ];
      for (const cookie of cookies) {
        calls.length = 0;
        const response = await new Visitor(site).send('/read', { headers: { cookie } });
        const shown = (await response.json()) as { data: object; isNew: boolean };
        const isAnonymous = shown.isNew && Object.keys(shown.data).length === 0 && cookiesOf(response).length === 0;
        const demand = 'Such a cookie must be an anonymous visit that sets and clears no cookie.';
        expect(isAnonymous, demand, headersOf(response));
        const writes = writesAmong(calls);
        expectEmpty(writes, 'Such a cookie must not cause a write.');
      }
      const stranger = new Visitor(site, [[name, first]]);
      await stranger.visit('/set');
      const isFresh = stranger.value !== undefined && stranger.value !== first;
      expect(isFresh, 'An unknown key must never be adopted.', 'it was');
    },
  },
  {
    number: '119b',
    title: 'after a change of path, cookie.former removes the old cookie together with the next cookie that is set',
    options: { cookie: { name: 'shop', former: [{ name: 'shop', path: '/old' }] } },
    async check({ visitor }) {
      const silent = cookiesOf(await visitor.visit('/read'));
      expectEmpty(silent, 'Former cookies must not be removed by a response that sets no cookie.');
      const cookies = cookiesOf(await visitor.visit('/set'));
      const isRemoval = ({ attributes }: ReceivedCookie) => attributes.get('max-age') === '0';
      const removed = cookies.filter((each) => isRemoval(each) && each.attributes.get('path') === '/old');
      const issued = cookies.filter((each) => !isRemoval(each) && each.attributes.get('path') === '/');
      const isRight = removed.length > 0 && issued.length === 1;
      expect(isRight, 'The response must set the cookie and remove the former one.', cookies);
    },
  },
];
