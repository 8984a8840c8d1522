import { jsonSerializer } from '@sess/core';
import { describe, expect, it } from 'vitest';
import { SerializerFixture } from '../../src/fixture/serializer/serializer-fixture.js';
import { everySerializerLaw } from '../../src/laws/serializer/serializer-laws.js';
import { returning, encoded, lax, sharing } from './broken-results.js';
import { revealing, telling } from './broken-errors.js';
import { writing } from './broken-fidelity.js';

// What the exhibits are made with, without a mistake. If it failed, their mistakes would not be what the laws notice.
const bases = [
  writing('values', [], (item) => item),
  returning('results', () => undefined),
  sharing('parts', [], () => false),
  lax('texts', (text) => text, []),
  encoded('Base64', [], (text) => {
    const decoded = Buffer.from(text, 'base64').toString();
    return jsonSerializer.serialize(jsonSerializer.deserialize(decoded)) === decoded &&
      Buffer.from(decoded).toString('base64') === text
      ? decoded
      : '';
  }),
  telling('nothing', (_, error) => error),
  revealing('nothing', () => 'no'),
];

describe('what the broken serializers are made with', () => {
  it.each(bases)('keeps the laws: $name', { timeout: 600_000 }, async (subject) => {
    const fixture = new SerializerFixture(subject, { seed: 7, effort: 'quick' });
    for (const { number, unmet, check } of everySerializerLaw) {
      if (unmet(fixture) !== undefined) continue;
      await expect(
        Promise.resolve().then(() => check(fixture)),
        `law ${number}`,
      ).resolves.toBeUndefined();
    }
  });
});
