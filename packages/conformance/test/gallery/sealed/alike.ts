import { createHash } from 'node:crypto';
import type { SealContext } from '@sess/core';
import type { SealingKey } from '../../../src/index.js';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Change = (text: string) => string;

/** Binds tokens to what this function makes of the name of their cookie. */
function naming(change: Change): typeof RevokingStore {
  return class extends RevokingStore {
    override boundTo(name: string, { cookieName }: SealContext): string {
      return super.boundTo(name, { cookieName: change(cookieName) });
    }
  };
}

/** Binds tokens to what this function makes of their purpose. */
function purposing(change: Change): typeof RevokingStore {
  return class extends RevokingStore {
    constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
      super({ ...options, purpose: change(options.purpose ?? 'sessions') });
    }
  };
}

/** Binds tokens to purpose and cookie name, joined by this text. */
function joining(separator: string): typeof RevokingStore {
  return class extends RevokingStore {
    override boundTo(name: string, { cookieName }: SealContext): string {
      return [name, this.purpose + separator + cookieName].join(' ');
    }
  };
}

/** Uses what this function makes of the bytes of a secret. */
function keying(change: (bytes: Buffer, secret: string) => Buffer | string): typeof RevokingStore {
  return class extends RevokingStore {
    override secretOf(key: SealingKey): Buffer {
      return Buffer.from(change(super.secretOf(key), key.secret));
    }
  };
}

function digest(algorithm: string, start: number, end?: number): Change {
  return (text) => createHash(algorithm).update(text).digest().subarray(start, end).toString('hex');
}

/** FNV-1a. */
function fnv(text: string): string {
  return String(Buffer.from(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5));
}

/** The hash of Java's strings. */
function javaHash(text: string): string {
  return String(Buffer.from(text).reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 0));
}

const changes: Readonly<Record<string, Change>> = {
  'their first 8 characters': (text) => text.slice(0, 8),
  'their first 16 characters': (text) => text.slice(0, 16),
  'their first 32 characters': (text) => text.slice(0, 32),
  'their first 255 characters': (text) => text.slice(0, 255),
  'their last 16 characters': (text) => text.slice(-16),
  'their lower case': (text) => text.toLowerCase(),
  'their first 32 bits of SHA-256': digest('sha256', 0, 4),
  'their first 16 bits of SHA-1': digest('sha1', 0, 2),
  'their first 32 bits of MD5': digest('md5', 0, 4),
  '32 bits of FNV-1a': fnv,
  "Java's hash": javaHash,
  'half of a hash': (text) => (Number(javaHash(text)) & 0xffff).toString(),
};

const nameChanges: Readonly<Record<string, Change>> = {
  ...changes,
  'their last 32 bits of SHA-256': digest('sha256', -4),
  'what follows the prefix __Host-': (text) => text.replace(/^__Host-/, ''),
  'what follows any prefix': (text) => text.replace(/^.*-/, ''),
  'a prefix in any case': (text) => text.replace(/^__host-/i, '__Host-'),
  'their letters': (text) => text.replaceAll(/[^A-Za-z]/g, ''),
  'their letters and digits': (text) => text.replaceAll(/\W|_/g, ''),
  'what percent signs stand for': (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  },
  'what precedes a dot, because pieces have one': (text) => text.replace(/\..*$/, ''),
  'the number that they are': (text) =>
    text.trim() === '' || Number.isNaN(Number(text)) ? text : String(Number(text)),
  'each character once': (text) => [...new Set(text)].join(''),
  'their length': (text) => String(text.length),
  'their characters in any order': (text) => [...text].toSorted().join(''),
};

const secretChanges: Readonly<Record<string, (bytes: Buffer, secret: string) => Buffer | string>> = {
  'the first 8 bytes': (bytes) => bytes.subarray(0, 8),
  'the first 16 bytes': (bytes) => bytes.subarray(0, 16),
  'the first 24 bytes': (bytes) => bytes.subarray(0, 24),
  'the first 31 bytes': (bytes) => bytes.subarray(0, 31),
  'the last 16 bytes': (bytes) => bytes.subarray(-16),
  'every other byte': (bytes) => Buffer.from(bytes.filter((_byte, index) => index % 2 === 0)),
  'the lower case of the text': (_bytes, secret) => secret.toLowerCase(),
  'the hexadecimal digits of the text': (_bytes, secret) => secret.replaceAll(/[^0-9a-f]/gi, ''),
  'the digits of the text': (_bytes, secret) => secret.replaceAll(/\D/g, ''),
  'the letters of the text': (_bytes, secret) => secret.replaceAll(/[^A-Za-z]/g, ''),
  'the letters and digits of the text': (_bytes, secret) => secret.replaceAll(/\W|_/g, ''),
  'the first 32 characters of the text': (_bytes, secret) => secret.slice(0, 32),
  'the bytes as UTF-8': (bytes) => bytes.toString('utf8'),
  'the bytes as ASCII': (bytes) => Buffer.from(bytes.map((byte) => byte & 0x7f)),
  'the bytes up to a zero': (bytes) => bytes.subarray(0, (bytes.indexOf(0) + 33) % 33),
  'the bytes as a text without spaces at its ends': (bytes) => bytes.toString('latin1').trim(),
  'half of each byte': (bytes) => Buffer.from(bytes.map((byte) => byte & 0x0f)),
  'the hexadecimal digits of 16 bytes': (bytes) => bytes.toString('hex').slice(0, 32),
};

export const brokenNames = [
  ...Object.entries(nameChanges).map(([what, change]) =>
    broken(`of the names of cookies only this counts: ${what}`, ['159a'], naming(change)),
  ),
  ...Object.entries(changes)
    .filter(([what]) => what !== 'their first 255 characters')
    .map(([what, change]) => broken(`of purposes only this counts: ${what}`, ['159b'], purposing(change))),
  broken(
    'purposes are trimmed',
    ['159b'],
    purposing((text) => text.trim()),
  ),
  ...['.', '-', '_', '|', '~', '+'].map((separator) =>
    broken(`purpose and cookie name are joined by ${separator}`, ['159b'], joining(separator)),
  ),
];

export const brokenSecrets = Object.entries(secretChanges).map(([what, change]) =>
  broken(`of a secret only this counts: ${what}`, ['160'], keying(change)),
);

/** Keeps its keys under what this function makes of their names. */
function filing(change: Change): typeof RevokingStore {
  return class extends RevokingStore {
    constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
      const renamed = (keys: readonly SealingKey[] = []) => keys.map((key) => ({ ...key, name: change(key.name) }));
      super({ ...options, keys: renamed(options.keys), nextKeys: renamed(options.nextKeys) });
    }
  };
}

/** Cuts its key ring, or changes it otherwise. */
function ringing(
  change: (keys: readonly SealingKey[], next: readonly SealingKey[]) => readonly (readonly SealingKey[])[],
): typeof RevokingStore {
  return class extends RevokingStore {
    constructor(options: ConstructorParameters<typeof RevokingStore>[0]) {
      const [keys = [], nextKeys = []] = change(options.keys ?? [], options.nextKeys ?? []);
      super({ ...options, keys, nextKeys });
    }
  };
}

export const brokenRings = [
  broken(
    'names of keys are compared without case',
    ['161b'],
    filing((name) => name.toLowerCase()),
  ),
  broken(
    'of the names of keys four characters count',
    ['161b'],
    filing((name) => name.slice(0, 4)),
  ),
  broken(
    'of the names of keys one character counts',
    ['161b'],
    filing((name) => name.slice(0, 1)),
  ),
  broken(
    'of the names of keys the digits do not count',
    ['161b'],
    filing((name) => name.replaceAll(/\d/g, '')),
  ),
  broken(
    'three keys open at most',
    ['161a'],
    ringing((keys, next) => [keys.slice(0, 3), next]),
  ),
  broken(
    'ten keys open at most',
    ['161a'],
    ringing((keys, next) => [keys.slice(0, 10), next]),
  ),
  broken(
    'only the second key is retired',
    ['161a', '161b'],
    class extends RevokingStore {
      override readonly retired: ReadonlySet<string> = new Set(this.names.slice(1, 2));
    },
  ),
  broken(
    'only the last key is retired',
    ['161a', '161b'],
    class extends RevokingStore {
      override readonly retired: ReadonlySet<string> = new Set(this.names.slice(1).slice(-1));
    },
  ),
  broken(
    'keys are ordered by their names',
    ['161a', '161b'],
    ringing((keys, next) => [keys.toSorted((one, other) => (one.name < other.name ? -1 : 1)), next]),
  ),
  broken(
    'only the first next key opens',
    ['161c'],
    ringing((keys, next) => [keys, next.slice(0, 1)]),
  ),
  broken(
    'next keys are retired keys',
    ['161c'],
    ringing((keys, next) => [[...keys, ...next], []]),
  ),
];
