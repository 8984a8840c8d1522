import { type KeyedStore, MemorySessionStore } from '@sess/core';
import type { CallbackStore, Library } from './library.js';

/** What either package asks of its store, in words that fit both contracts. */
type Call = 'read' | 'write' | 'touch' | 'end';

/** A store of either package that counts its calls, fails on demand, and can be kept waiting. */
export interface Backend {
  /** The option `store`. */
  readonly store: object;
  readonly counts: Record<Call, number>;
  /** Calls of this kind fail from now on. */
  fail(call: Call, error: Error): void;
  /** Calls of this kind wait from now on. Resolves when the first one has begun. */
  hold(call: Call): { readonly begun: Promise<void>; release(): void };
}

class CallObserver {
  readonly counts: Record<Call, number> = { read: 0, write: 0, touch: 0, end: 0 };
  readonly #failures = new Map<Call, Error>();
  readonly #holds = new Map<Call, { begin(): void; readonly released: Promise<void> }>();

  fail(call: Call, error: Error): void {
    this.#failures.set(call, error);
  }

  hold(call: Call): { readonly begun: Promise<void>; release(): void } {
    let begin: () => void = () => {};
    let release: () => void = () => {};
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    this.#holds.set(call, { begin, released });
    return { begun, release };
  }

  async observe(call: Call): Promise<void> {
    this.counts[call] += 1;
    const hold = this.#holds.get(call);
    hold?.begin();
    await hold?.released;
    const failure = this.#failures.get(call);
    if (failure) throw failure;
  }
}

/** Without `touch`, renewing a session costs a write. */
export function backendFor(library: Library, options: { readonly touch?: false } = {}): Backend {
  const observer = new CallObserver();
  const store = library.name === 'express-session' ? callbackStore(library, observer) : keyedStore(observer);
  if (options.touch === false) Object.defineProperty(store, 'touch', { value: undefined });
  return {
    store,
    counts: observer.counts,
    fail: (call, error) => observer.fail(call, error),
    hold: (call) => observer.hold(call),
  };
}

const verbs = { get: 'read', set: 'write', touch: 'touch', destroy: 'end' } as const;

function callbackStore(library: Library, observer: CallObserver): CallbackStore {
  const store = new library.session.MemoryStore();
  const methods = store as unknown as Record<string, (...parameters: unknown[]) => void>;
  for (const [method, call] of Object.entries(verbs)) {
    const plain = methods[method]!.bind(store);
    methods[method] = (...parameters) => {
      const done = parameters.at(-1) as (error: unknown) => void;
      observer.observe(call).then(() => plain(...parameters), done);
    };
  }
  return store;
}

function keyedStore(observer: CallObserver): KeyedStore {
  const store = new MemorySessionStore();
  const after =
    <Parameters extends unknown[], Result>(call: Call, plain: (...parameters: Parameters) => Promise<Result>) =>
    async (...parameters: Parameters): Promise<Result> => {
      await observer.observe(call);
      return plain.apply(store, parameters);
    };
  return {
    kind: 'keyed',
    limits: store.limits,
    load: after('read', store.load),
    create: after('write', store.create),
    update: after('write', store.update),
    touch: after('touch', store.touch),
    delete: after('end', store.delete),
    deleteIf: after('end', store.deleteIf),
    owners: store.owners,
  };
}
