import type { SealContext, Unsealed } from '@sess/core';
import { type Revocations, RevokingStore } from '../../../sealed/revoking-store.js';
import type { SealingOptions } from '../../../sealed/sealing-store.js';
import type { SealingKey } from '../../../../src/index.js';
import type { SealedExhibit } from '../exhibit.js';

const topic = 'keys';

type Options = SealingOptions & { readonly revocations: Revocations };

export const keyExhibits: readonly SealedExhibit[] = [
  {
    name: 'seals with a key that does not seal yet',
    topic,
    store: class extends RevokingStore {
      constructor({ keys = [], nextKeys = [], ...options }: Options) {
        super({ ...options, keys: keys.length > 0 ? [...nextKeys, ...keys] : [] });
      }
    },
  },
  {
    name: 'asks to seal again what a key has sealed that does not seal yet',
    topic,
    store: class extends RevokingStore {
      override opened(bytes: Buffer, name: string, context: SealContext): Unsealed | undefined {
        const unsealed = super.opened(bytes, name, context);
        return unsealed && { ...unsealed, reseal: name !== this.names[0] };
      }
    },
  },
  {
    name: 'does not ask to seal again what the third key has sealed',
    topic,
    store: class extends RevokingStore {
      override readonly retired = new Set(this.names.slice(1, 2));
    },
  },
  {
    name: 'opens with the first two keys only',
    topic,
    store: class extends RevokingStore {
      override hasKey(name: string): boolean {
        return super.hasKey(name) && !this.names.slice(2).includes(name);
      }
    },
  },
  {
    name: 'accepts secrets that repeat or count up',
    topic,
    store: class extends RevokingStore {
      override isPattern(): boolean {
        return false;
      }
      override secretOf(key: SealingKey): Buffer {
        const bytes = Buffer.from(key.secret, 'base64url');
        return bytes.length >= 32 ? bytes : super.secretOf(key);
      }
    },
  },
  {
    name: 'accepts secrets of 16 bytes',
    topic,
    store: class extends RevokingStore {
      override secretOf(key: SealingKey): Buffer {
        const bytes = Buffer.from(key.secret, 'base64url');
        return bytes.length >= 16 && !this.isPattern(key.secret) ? bytes : super.secretOf(key);
      }
    },
  },
  {
    name: 'shows its secrets when it is printed',
    topic,
    store: class extends RevokingStore {
      readonly options: Options;
      constructor(options: Options) {
        super(options);
        this.options = options;
      }
    },
  },
  {
    name: 'quotes the secret that it refuses',
    topic,
    store: class extends RevokingStore {
      override secretOf(key: SealingKey): Buffer {
        try {
          return super.secretOf(key);
        } catch {
          this.refuse(`${key.name} is too weak: ${key.secret}`);
          return Buffer.alloc(0);
        }
      }
    },
  },
];
