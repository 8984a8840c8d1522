import type { Session } from '../../src/session/session.js';
import type { Shop } from '../set-up.js';

/** What a request found under its key. */
export type Found = 'session' | 'nothing' | 'superseded';
export type Ending = 'ok' | 'interrupted';

export interface ModelSession {
  readonly data: Record<string, unknown>;
  readonly flash: Record<string, unknown>;
  owner?: string | undefined;
}

export interface Action {
  readonly name: string;
  readonly kind: 'write' | 'removal' | 'read' | 'regenerate' | 'sign-in' | 'destroy' | 'revoke';
  readonly run: (session: Session<Shop>) => unknown;
  /** What it does to the session, which is empty for a new visitor. */
  readonly apply?: (session: ModelSession) => void;
}

const removeAll = (object: object): void => {
  for (const key of Object.keys(object)) Reflect.deleteProperty(object, key);
};

const begun: ModelSession = { data: { visits: 0, name: 'x', cart: { a: 1 } }, flash: { notice: 'first' } };

export const actions: readonly Action[] = [
  {
    name: 'count',
    kind: 'write',
    run: (session) => session.update('visits', 0, (visits) => visits + 1),
    apply: ({ data }) => void (data['visits'] = ((data['visits'] as number | undefined) ?? 0) + 1),
  },
  {
    name: 'count inside',
    kind: 'write',
    run: (session) => session.update('cart', {}, (cart) => void (cart['n'] = (cart['n'] ?? 0) + 1)),
    apply({ data }) {
      const cart = (data['cart'] ??= {}) as Record<string, number>;
      cart['n'] = (cart['n'] ?? 0) + 1;
    },
  },
  {
    name: 'set',
    kind: 'write',
    run: (session) => session.set('name', 'mine'),
    apply: ({ data }) => void (data['name'] = 'mine'),
  },
  {
    name: 'set another value',
    kind: 'write',
    run: (session) => session.set('name', 'yours'),
    apply: ({ data }) => void (data['name'] = 'yours'),
  },
  {
    name: 'edit',
    kind: 'write',
    run(session) {
      const cart = session.get('cart');
      if (cart) cart['a'] = 5;
      else session.set('cart', { a: 5 });
    },
    // If the key was deleted meanwhile, the edit stores its whole value again.
    apply: ({ data }) => void (data['cart'] = { ...(data['cart'] as object), a: 5 }),
  },
  {
    name: 'delete',
    kind: 'removal',
    run: (session) => session.delete('name'),
    apply: ({ data }) => void delete data['name'],
  },
  { name: 'clear', kind: 'removal', run: (session) => session.clear(), apply: ({ data }) => removeAll(data) },
  {
    name: 'empty',
    kind: 'removal',
    run(session) {
      session.clear();
      session.takeFlash('notice');
    },
    apply({ data, flash }) {
      removeAll(data);
      delete flash['notice'];
    },
  },
  {
    name: 'flash',
    kind: 'write',
    run: (session) => session.flash('news', 1),
    apply: ({ flash }) => void (flash['news'] = 1),
  },
  {
    name: 'take',
    kind: 'removal',
    run: (session) => session.takeFlash('notice'),
    apply: ({ flash }) => void delete flash['notice'],
  },
  { name: 'read', kind: 'read', run: (session) => session.get('visits') },
  { name: 'regenerate', kind: 'regenerate', run: (session) => session.regenerate() },
  { name: 'sign in', kind: 'sign-in', run: (session) => session.signIn('carol') },
  { name: 'destroy', kind: 'destroy', run: (session) => session.destroy() },
  { name: 'revoke', kind: 'revoke', run: () => undefined },
];

interface World {
  /** The session from before, or its successor. */
  main: ModelSession | undefined;
  isSignedIn: boolean;
  readonly others: ModelSession[];
}

/**
 * Returns the sessions that are left if the requests run one after another in this order, or undefined if they cannot
 * have ended as given.
 */
export function inOrder(
  order: readonly { readonly action: Action; readonly found: Found; readonly ending: Ending }[],
  owner: string | undefined,
): ModelSession[] | undefined {
  const world: World = { main: structuredClone({ ...begun, owner }), isSignedIn: false, others: [] };
  for (const { action, found, ending } of order) if (!isPossible(world, action, found, ending, owner)) return undefined;
  return [...(world.main ? [world.main] : []), ...world.others];
}

/** A second sign-in of the same owner begins another session with the data of the first. */
function addSession({ others }: World, session: ModelSession, isOk: boolean): boolean {
  others.push(structuredClone(session));
  return isOk;
}

/** Applies the request to the world. Returns whether it could have ended that way. */
function isPossible(
  world: World,
  { kind, apply }: Action,
  found: Found,
  ending: Ending,
  owner: string | undefined,
): boolean {
  const isOk = ending === 'ok';
  const fresh = (): boolean => {
    const session: ModelSession = { data: {}, flash: {}, owner: kind === 'sign-in' ? 'carol' : undefined };
    apply?.(session);
    const isStored = session.owner !== undefined || Object.keys({ ...session.data, ...session.flash }).length > 0;
    if (isStored) world.others.push(session);
    return isOk;
  };
  if (kind === 'destroy' || kind === 'revoke') {
    if (kind === 'revoke' || found !== 'nothing') world.main = undefined;
    return isOk;
  }
  if (found === 'nothing') return fresh();
  if (found === 'superseded') {
    if (kind === 'sign-in') return world.main?.owner === 'carol' ? addSession(world, world.main, isOk) : fresh();
    return isOk === (kind !== 'write');
  }
  if (kind === 'read') return isOk;
  if (kind === 'sign-in') {
    if (world.main && world.isSignedIn) return addSession(world, world.main, isOk);
    if (!world.main) return owner === undefined ? fresh() : !isOk;
    if (owner !== undefined) for (const part of [world.main.data, world.main.flash]) removeAll(part);
    world.main.owner = 'carol';
    world.isSignedIn = true;
    return isOk;
  }
  if (world.isSignedIn) return !isOk;
  // If the session has ended, a removal has nothing left to remove, or is interrupted if it was following a successor.
  if (!world.main) return kind === 'removal' || !isOk;
  apply?.(world.main);
  const { data, flash } = world.main;
  const isEmpty = Object.keys({ ...data, ...flash }).length === 0 && world.main.owner === undefined;
  if (isEmpty && kind === 'removal') world.main = undefined;
  return isOk;
}
