import type { CallOptions, SealContext, SealedRecord, StoreLimits, Unsealed } from '@sess/core';
import type { SealingKey } from '../../../src/index.js';
import { RevokingStore, type Revocations } from '../../sealed/revoking-store.js';
import { sealingLimits } from '../../sealed/sealing-store.js';
import { UnrevokingStore } from '../../sealed/sealing-subject.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

/** Does not check its keys. */
class AcceptsAllSecrets extends RevokingStore {
  override secretOf({ secret }: SealingKey): Buffer {
    return Buffer.from(secret, 'base64url');
  }
}

export const brokenSealedClaims = [
  broken(
    'limits can be changed',
    ['1'],
    class extends RevokingStore {
      override readonly limits: StoreLimits = { ...sealingLimits };
    },
  ),
  broken('revoke is claimed and absent', ['2', '45'], UnrevokingStore),
  broken('revoke exists although it is not claimed', ['2'], RevokingStore, {
    claims: ['close', 'diagnose', 'chunks'],
  }),
  broken(
    'more cookies than allowed',
    ['2'],
    class extends RevokingStore {
      override readonly maxCookies = 9;
    },
  ),
  broken(
    'the limit counts units instead of bytes',
    ['3a'],
    class extends RevokingStore {
      override refuseTooLarge(record: SealedRecord): void {
        super.refuseTooLarge({ ...record, payload: 'x'.repeat(record.payload.length) });
      }
    },
  ),
  broken(
    'a payload that is too long is cut',
    ['3a', '76'],
    class extends RevokingStore {
      override seal(record: SealedRecord, context: SealContext): string | Promise<string> {
        return super.seal({ ...record, payload: record.payload.slice(0, 1000) }, context);
      }
    },
  ),
  broken(
    'an error quotes the payload',
    ['3a', '94c'],
    class extends RevokingStore {
      override refuseTooLarge(record: SealedRecord): void {
        try {
          super.refuseTooLarge(record);
        } catch (error) {
          (error as Error).message += record.payload;
          throw error;
        }
      }
    },
  ),
  broken(
    'a deadline after the latest one is kept',
    ['3b'],
    class extends RevokingStore {
      override refuseTooLarge(record: SealedRecord): void {
        super.refuseTooLarge({ ...record, expiresAt: 0 });
      }
    },
  ),
  broken('unknown options are ignored', ['5'], RevokingStore, { construct: () => undefined }),
  broken(
    'the store can be printed with its keys',
    ['94c'],
    class extends RevokingStore {
      readonly ring: readonly SealingKey[];

      constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
        super(options);
        this.ring = options.keys ?? [];
      }
    },
  ),
  broken(
    'the store can be printed with the bytes of its keys',
    ['94c'],
    class extends RevokingStore {
      readonly secrets: Buffer[] = [];

      constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
        super(options);
        this.secrets = (options.keys ?? []).map(({ secret }) => Buffer.from(secret, 'base64url'));
      }
    },
  ),
  broken(
    'weak secrets are accepted',
    ['112'],
    class extends RevokingStore {
      override refuse(): void {
        // Accepts every key.
      }
    },
  ),
  broken(
    'short secrets are refused, but other weak ones accepted',
    ['112'],
    class extends AcceptsAllSecrets {
      override secretOf(key: SealingKey): Buffer {
        const bytes = super.secretOf(key);
        if (bytes.length < 32) this.refuse(`${key.name} is short`);
        return bytes;
      }
    },
  ),
  broken(
    'only the key that seals is checked',
    ['112'],
    class extends RevokingStore {
      override secretOf(key: SealingKey): Buffer {
        return key.name === 'weak' && this.names.length > 1 ? Buffer.from(key.secret) : super.secretOf(key);
      }
    },
  ),
  broken(
    'secrets that repeat themselves or count up are accepted',
    ['112'],
    class extends RevokingStore {
      override isPattern(): boolean {
        return false;
      }
    },
  ),
  broken(
    'the refusal of a secret quotes it',
    ['112'],
    class extends RevokingStore {
      override secretOf(key: SealingKey): Buffer {
        const bytes = Buffer.from(key.secret, 'base64url');
        if (new Set(bytes).size < 16) this.refuse(`${key.secret} is too weak`);
        return bytes;
      }
    },
  ),
];

function startRevocations(): Revocations {
  return { ids: new Map(), isDown: false };
}

export const brokenSealedCalls = [
  broken(
    'signals are ignored',
    ['26'],
    class extends RevokingStore {
      override seal(record: SealedRecord, context: SealContext): string | Promise<string> {
        return super.seal(record, context);
      }
    },
  ),
  broken(
    'revoke throws the reason of an aborted signal synchronously',
    ['26'],
    class extends RevokingStore {
      override revoke(record: SealedRecord, options?: CallOptions): Promise<void> {
        options?.signal?.throwIfAborted();
        return super.revoke(record, options);
      }
    },
  ),
  broken(
    'two concurrent seals share a variable',
    ['27'],
    class extends RevokingStore {
      #current: SealedRecord | undefined;

      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        this.#current = record;
        await Promise.resolve();
        return super.seal(this.#current, context, options);
      }
    },
  ),
  broken(
    'unreachable revocations are treated as empty',
    ['97'],
    class extends RevokingStore {
      override get reached(): Revocations {
        return this.revocations.isDown ? startRevocations() : this.revocations;
      }
    },
  ),
  broken(
    'unreachable revocations are treated as a sign-out',
    ['97'],
    class extends RevokingStore {
      override unseal(
        token: string,
        context: SealContext,
        options?: CallOptions,
      ): Unsealed | undefined | Promise<Unsealed | undefined> {
        return this.revocations.isDown ? undefined : super.unseal(token, context, options);
      }
    },
  ),
  broken(
    'close also closes the revocations of other instances',
    ['104'],
    class extends RevokingStore {
      override close(): Promise<void> {
        this.revocations.isDown = true;
        return Promise.resolve();
      }
    },
  ),
  broken(
    'a token has a character that chunks use',
    ['111'],
    class extends RevokingStore {
      override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
        return (await super.seal(record, context, options)).replaceAll('.', '~');
      }

      override unseal(
        token: string,
        context: SealContext,
        options?: CallOptions,
      ): Unsealed | undefined | Promise<Unsealed | undefined> {
        return token.includes('.') ? undefined : super.unseal(token.replaceAll('~', '.'), context, options);
      }
    },
  ),
];
