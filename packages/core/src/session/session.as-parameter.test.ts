import { expectTypeOf, it } from 'vitest';
import type { NextSession } from '../next/index.js';
import type { SocketVisitor } from '../sockets/index.js';
import type { ReadonlySession, Session, SessionManager, SessionManagerOptions } from '../index.js';

interface Shop {
  visits: number;
  cart: string[];
}

const shop = undefined as unknown as Session<Shop>;
const named = undefined as unknown as Session<Shop, 'remembered'>;
const seen = undefined as unknown as ReadonlySession<Shop>;

it('a function for any session accepts every session', () => {
  expectTypeOf<(session: Session) => void>().toBeCallableWith(shop);
  expectTypeOf<(session: Session) => void>().toBeCallableWith(named);
  expectTypeOf<(session: ReadonlySession) => void>().toBeCallableWith(shop);
  expectTypeOf<(session: ReadonlySession) => void>().toBeCallableWith(named);
  expectTypeOf<(session: ReadonlySession) => void>().toBeCallableWith(seen);
});

it("a function for a shop's session accepts every session of the shop, with any lifetimes", () => {
  expectTypeOf<(session: Session<Shop>) => void>().toBeCallableWith(named);
  expectTypeOf<(session: ReadonlySession<Shop>) => void>().toBeCallableWith(named);
});

it('a function for other data accepts no session of the shop', () => {
  expectTypeOf(shop).not.toExtend<Session<{ visits: string }>>();
  expectTypeOf(seen).not.toExtend<ReadonlySession<{ visits: string }>>();
  expectTypeOf<Session>().toHaveProperty('flash');
});

it('what edits a session may return anything, such as the session that set returns', () => {
  const edits = {
    set: (session: typeof shop) => session.set('visits', 2),
    save: (session: typeof shop) => session.set('visits', 2).save(),
    later: (session: typeof shop) => Promise.resolve(session.set('visits', 2)),
  };
  type Edit = (typeof edits)[keyof typeof edits];
  expectTypeOf<Edit>().toExtend<Parameters<SessionManager<Shop>['edit']>[1]>();
  expectTypeOf<Edit>().toExtend<Parameters<SocketVisitor<Shop>['edit']>[0]>();
  expectTypeOf<Edit>().toExtend<Parameters<NextSession<Shop, never>['mutate']>[0]>();
});

it('the values of a manager without a data type are unknown', () => {
  type Untyped = Awaited<ReturnType<SessionManager['get']>>;
  expectTypeOf<ReturnType<Untyped['get']>>().toEqualTypeOf<unknown>();
});

it('the option lifetimes without a type of their names has a type that names the missing argument', () => {
  type Lifetimes = NonNullable<SessionManagerOptions<Shop>['lifetimes']>;
  expectTypeOf<Lifetimes>().toEqualTypeOf<'lifetimes need their names as a second type: new SessionManager<Data, "remembered">(…)'>();
  expectTypeOf<SessionManagerOptions<Shop, 'remembered'>['lifetimes']>().not.toBeUndefined();
});
