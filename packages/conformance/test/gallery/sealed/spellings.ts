import type { CallOptions, SealContext, SealedRecord, Unsealed } from '@sess/core';
import { RevokingStore } from '../../sealed/revoking-store.js';
import { saltBytes, version } from '../../sealed/sealing-store.js';
import { brokenSealed as broken } from './broken-sealed-store.js';

type Result = Unsealed | undefined | Promise<Unsealed | undefined>;

/** Accepts spellings of the sealed bytes that Node's decoder understands, if this function allows their text. */
function accepting(isAllowed: (text: string, written: string) => boolean): typeof RevokingStore {
  return class extends RevokingStore {
    override unseal(token: string, context: SealContext, options?: CallOptions): Result {
      const [mark, name = '', text = '', ...rest] = token.split('.');
      const bytes = Buffer.from(text, 'base64');
      const written = bytes.toString('base64url');
      if (mark !== version || rest.length > 0 || !isAllowed(text, written)) return undefined;
      return super.unseal([mark, name, written].join('.'), context, options);
    }
  };
}

/** Has the salt as a part of its own, which it does not read strictly. */
class LooseSalts extends RevokingStore {
  override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
    const [mark, name, text = ''] = (await super.seal(record, context, options)).split('.');
    const bytes = Buffer.from(text, 'base64url');
    const [salt, sealed] = [bytes.subarray(0, saltBytes), bytes.subarray(saltBytes)];
    return [mark, salt.toString('base64url'), name, sealed.toString('base64url')].join('.');
  }

  override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
    const [mark, salt = '', name, text = '', ...rest] = token.split('.');
    if (rest.length > 0 || Buffer.from(text, 'base64url').toString('base64url') !== text) return undefined;
    const bytes = Buffer.concat([Buffer.from(salt, 'base64url'), Buffer.from(text, 'base64url')]);
    return super.unseal([mark, name, bytes.toString('base64url')].join('.'), context, options);
  }
}

/** Writes the bytes with other digits than base64url, and reads them with this function. */
function spelled(write: (bytes: Buffer) => string, read: (text: string) => Buffer): typeof RevokingStore {
  return class extends RevokingStore {
    override async seal(record: SealedRecord, context: SealContext, options?: CallOptions): Promise<string> {
      const [mark, name, text = ''] = (await super.seal(record, context, options)).split('.');
      return [mark, name, write(Buffer.from(text, 'base64url'))].join('.');
    }

    override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
      const [mark, name, text = '', ...rest] = token.split('.');
      if (rest.length > 0) return undefined;
      return super.unseal([mark, name, read(text).toString('base64url')].join('.'), context, options);
    }
  };
}

const crockford = '0123456789abcdefghjkmnpqrstvwxyz';

function toCrockford(bytes: Buffer): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => crockford[parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** Reads O as 0, I and L as 1, and ignores the unused bits at the end. */
function fromCrockford(text: string): Buffer {
  const letters = text.toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1');
  const digits = Array.from(letters, (letter) => crockford.indexOf(letter));
  if (digits.includes(-1)) return Buffer.alloc(0);
  const bits = digits.map((digit) => digit.toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** Tries to match the whole text in very many ways before it gives up. */
class Backtracking extends RevokingStore {
  override unseal(token: string, context: SealContext, options?: CallOptions): Result {
    if (!/^([\w-]+\.?)+$/.test(token)) return undefined;
    return super.unseal(token, context, options);
  }
}

/** Cuts what it has read from the front of the text, again and again. */
class Quadratic extends RevokingStore {
  override unseal(token: string, context: SealContext, options?: CallOptions): Result {
    const lastDot = /\.+$/.test(token) || /=+$/.test(token);
    return lastDot ? undefined : super.unseal(token, context, options);
  }
}

export const brokenSpellings = [
  broken(
    'unused bits at the end of a token may have any value',
    ['105g'],
    accepting((text, written) => text.slice(0, -1) === written.slice(0, -1) && text.length === written.length),
  ),
  broken(
    'unused bits may have any value if a token needs no padding to be valid',
    ['105g'],
    accepting((text, written) => text === written || (text.length % 4 === 3 && text.length === written.length)),
  ),
  broken(
    'unused bits may have any value if a token ends with two characters',
    ['105g'],
    accepting((text, written) => text === written || (text.length % 4 === 2 && text.length === written.length)),
  ),
  broken(
    'padding is accepted where base64 has it',
    ['105g'],
    accepting(
      (text, written) =>
        text.padEnd(Math.ceil(text.length / 4) * 4, '=').startsWith(written) && /^[\w-]+=*$/.test(text),
    ),
  ),
  broken(
    'both alphabets of base64 are accepted',
    ['105g'],
    accepting((text, written) => text.replaceAll('+', '-').replaceAll('/', '_') === written),
  ),
  broken(
    'line breaks in a token are skipped',
    ['105g'],
    accepting((text, written) => text.replaceAll('\n', '') === written),
  ),
  broken(
    'a part of a token that base64 cannot read is skipped',
    ['105g'],
    accepting((text, written) => text.replaceAll(/[^\w-]/g, '') === written),
  ),
  broken(
    'an underscore is accepted for a hyphen in a token with one underscore',
    ['105i'],
    class extends RevokingStore {
      override async unseal(token: string, context: SealContext, options?: CallOptions): Promise<Unsealed | undefined> {
        const isAlone = token.indexOf('_') === token.lastIndexOf('_');
        return (
          (await super.unseal(token, context, options)) ??
          (isAlone ? super.unseal(token.replace('_', '-'), context, options) : undefined)
        );
      }
    },
  ),
  broken(
    'only dots are percent-decoded',
    ['105g'],
    class extends RevokingStore {
      override unseal(token: string, context: SealContext, options?: CallOptions): Result {
        return super.unseal(token.replaceAll('%2E', '.'), context, options);
      }
    },
  ),
  broken('the salt is a part of its own with unused bits', ['105g'], LooseSalts),
  broken(
    'hexadecimal digits may be capitals',
    ['105a', '105g'],
    spelled(
      (bytes) => bytes.toString('hex'),
      (text) => Buffer.from(text, 'hex'),
    ),
  ),
  broken('Base32 for people is read as people do', ['105a', '105g'], spelled(toCrockford, fromCrockford)),
  { ...broken('a regular expression tries all ways to read a text', ['105h'], Backtracking), isEndless: true },
  broken('a regular expression takes the square of the length', ['105h'], Quadratic),
];
