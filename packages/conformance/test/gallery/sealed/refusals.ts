import { type CallOptions, type SealContext, type SealedRecord, StoreError, type Unsealed } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Verb = 'seal' | 'unseal' | 'revoke' | 'diagnose';

/** Notices in all verbs but these that it is closed. */
function closedExceptFor(...open: readonly Verb[]): typeof RevokingStore {
  const opened = async <Result>(store: RevokingStore, verb: Verb, call: () => Result | Promise<Result>) => {
    const { isClosed } = store;
    if (open.includes(verb)) store.isClosed = false;
    try {
      return await call();
    } finally {
      store.isClosed = isClosed;
    }
  };
  return class extends RevokingStore {
    override seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
      return opened(this, 'seal', () => super.seal(record, context, options));
    }

    override unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
      return opened(this, 'unseal', () => super.unseal(token, context, options));
    }

    override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
      return opened(this, 'revoke', () => super.revoke(record, options));
    }

    override diagnose(options?: CallOptions): ReturnType<RevokingStore['diagnose']> {
      return opened(this, 'diagnose', () => super.diagnose(options));
    }
  };
}

/** Measures the payload with this function. */
function measuring(measure: (payload: string) => number): typeof RevokingStore {
  return class extends RevokingStore {
    override refuseTooLarge(record: SealedRecord): void {
      super.refuseTooLarge({ ...record, payload: 'x'.repeat(measure(record.payload)) });
    }
  };
}

/** What a store knows when one of its calls fails. */
interface Known {
  readonly record?: SealedRecord;
  readonly token?: string;
  readonly secret: string;
}

/** Adds something to the errors of all verbs. */
function quoting(change: (error: Error, known: Known) => void): typeof RevokingStore {
  return class extends RevokingStore {
    readonly #secret: string;

    constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
      super(options);
      this.#secret = options.keys?.[0]?.secret ?? '';
    }

    override seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
      return this.#try({ record }, () => super.seal(record, context, options));
    }

    override unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
      return this.#try({ token }, () => super.unseal(token, context, options));
    }

    override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
      return this.#try({ record }, () => super.revoke(record, options));
    }

    async #try<Result>(known: Omit<Known, 'secret'>, call: () => Result | Promise<Result>): Promise<Result> {
      try {
        return await call();
      } catch (error) {
        if ((error as Error).message !== 'stop') change(error as Error, { ...known, secret: this.#secret });
        throw error;
      }
    }
  };
}

const inMessage = (text: (known: Known) => string | undefined) =>
  quoting((error, known) => {
    error.message += ` ${text(known) ?? ''}`;
  });

export const brokenRefusals = [
  broken(
    'close does nothing',
    ['163'],
    class extends RevokingStore {
      override close(): Promise<void> {
        return Promise.resolve();
      }
    },
  ),
  broken('seal works after close', ['163'], closedExceptFor('seal')),
  broken('unseal works after close', ['163'], closedExceptFor('unseal')),
  broken('revoke works after close', ['163'], closedExceptFor('revoke')),
  broken('diagnose works after close', ['163'], closedExceptFor('diagnose')),
  broken(
    'tokens open to nothing after close',
    ['163'],
    class extends RevokingStore {
      override unseal(token: string, context: SealContext, options?: CallOptions): ReturnType<RevokingStore['unseal']> {
        return this.isClosed ? undefined : super.unseal(token, context, options);
      }
    },
  ),
  broken(
    'after close the outcome is unknown',
    ['163'],
    class extends RevokingStore {
      override begin(options?: CallOptions): void {
        options?.signal?.throwIfAborted();
        if (this.isClosed) throw new StoreError('The store is closed.', { outcome: 'unknown' });
      }
    },
  ),
  broken(
    'the limit counts the payload as JSON',
    ['164'],
    measuring((payload) => Buffer.byteLength(JSON.stringify(payload)) - 2),
  ),
  broken(
    'the limit counts three bytes a unit',
    ['164'],
    measuring((payload) => payload.length * 3),
  ),
  broken(
    'the limit counts two bytes a unit above ASCII',
    ['164'],
    measuring((payload) => payload.length + payload.replaceAll(/[ -~]/g, '').length),
  ),
  broken(
    'the limit counts characters',
    ['164'],
    measuring((payload) => [...payload].length),
  ),
  broken(
    'the limit counts the payload as a URL has it',
    ['164'],
    measuring((payload) => encodeURIComponent(payload).length),
  ),
  broken(
    'errors quote the first characters of the payload',
    ['94b'],
    inMessage(({ record }) => record?.payload.slice(0, 24)),
  ),
  broken(
    'errors quote the payload as hexadecimal digits',
    ['94b'],
    inMessage(({ record }) => record && Buffer.from(record.payload).toString('hex')),
  ),
  broken(
    'errors quote the payload as base64',
    ['94b'],
    inMessage(({ record }) => record && Buffer.from(record.payload).toString('base64')),
  ),
  broken(
    'errors quote the end of the payload',
    ['94b'],
    inMessage(({ record }) => record?.payload.slice(-40)),
  ),
  broken(
    'errors quote the owner',
    ['94b'],
    inMessage(({ record }) => record?.owner),
  ),
  broken(
    'errors quote the token',
    ['94b'],
    inMessage(({ token }) => token),
  ),
  broken(
    'errors quote the secret',
    ['94b'],
    inMessage(({ secret }) => secret.slice(0, 20)),
  ),
  broken(
    'errors have the bytes of the secret',
    ['94b'],
    quoting((error, { secret }) => Object.assign(error, { key: Buffer.from(secret, 'base64url') })),
  ),
  broken(
    'errors have the record as a property',
    ['94b'],
    quoting((error, { record }) => Object.assign(error, { record })),
  ),
  broken(
    'errors have a cause that quotes the payload',
    ['94b'],
    quoting((error, { record }) => {
      Object.defineProperty(error, 'cause', { value: new Error(record?.payload), configurable: true });
    }),
  ),
  broken(
    'errors hide the record in a property that JSON leaves out',
    ['94b'],
    quoting((error, { record }) => {
      Object.defineProperty(error, 'record', { value: record, enumerable: false });
    }),
  ),
];
