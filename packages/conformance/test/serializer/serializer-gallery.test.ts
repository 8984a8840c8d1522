import { describe, expect, it } from 'vitest';
import { testSerializer } from '../../src/index.js';
import { everySerializerLaw } from '../../src/laws/serializer/serializer-laws.js';
import { CollectingRunner } from '../collecting-runner.js';
import { showGalleryOf } from '../gallery/show-gallery.js';
import { brokenResults } from './broken-results.js';
import { brokenErrors } from './broken-errors.js';
import { brokenFidelity } from './broken-fidelity.js';
import { brokenAtReading } from './broken-readers.js';
import { brokenAtWriting } from './broken-serializers.js';
import { brokenTags } from './broken-tags.js';
import { lawsThatCatch } from './laws-that-catch.js';
import { jsonSubject } from './sound-subjects.js';

showGalleryOf(
  [...brokenAtWriting, ...brokenAtReading, ...brokenTags, ...brokenFidelity, ...brokenResults, ...brokenErrors],
  everySerializerLaw,
  lawsThatCatch,
);

describe('a serializer that changes what it writes', () => {
  it('has no effect on the next one', async () => {
    const marking = brokenAtWriting.find(({ name }) => name.startsWith('objects are marked'))!;
    expect(await lawsThatCatch(marking)).toContain('S15');
    const runner = new CollectingRunner();
    const report = testSerializer(runner, jsonSubject, { seed: 7, effort: 'quick' });
    await runner.run();
    expect(report.laws.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});
