import { expect, it } from 'vitest';
import { alikeSecrets, secretToVary } from './alike-secrets.js';

/** Many, because a random text lacks digits or another kind of character once in some hundred. */
const secrets = Array.from({ length: 5000 }, secretToVary);

it('every alike secret is another one, of 32 bytes', () => {
  for (const secret of secrets) {
    const alike = [...alikeSecrets(secret)];
    expect(alike.filter((each) => each.secret === secret)).toEqual([]);
    const bytes = alike.map((each) => Buffer.from(each.secret, 'base64url'));
    expect(bytes.filter(({ length }) => length !== 32)).toEqual([]);
    expect(bytes.map((each) => each.toString('base64url'))).toEqual(alike.map((each) => each.secret));
  }
});
