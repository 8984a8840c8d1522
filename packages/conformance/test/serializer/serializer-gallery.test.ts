import { describe, expect, it } from 'vitest';
import { testSerializer } from '../../src/index.js';
import { everySerializerLaw } from '../../src/laws/serializer/serializer-laws.js';
import { CollectingRunner } from '../collecting-runner.js';
import { brokenAtReading } from './broken-readers.js';
import { brokenAtWriting, type BrokenSerializer } from './broken-serializers.js';
import { jsonSubject } from './sound-subjects.js';

const gallery = [...brokenAtWriting, ...brokenAtReading];

async function lawsThatCatch(subject: BrokenSerializer): Promise<string[]> {
  const runner = new CollectingRunner();
  const report = testSerializer(runner, subject, { seed: 7, rounds: 0.3 });
  await runner.run();
  return report.laws.filter(({ outcome }) => outcome === 'failed').map(({ law }) => law);
}

describe('the laws of serializers can fail', () => {
  const caught = new Map<string, readonly string[]>();

  it.each(gallery)('where $name', { timeout: 600_000 }, async (subject) => {
    const catching = await lawsThatCatch(subject);
    caught.set(subject.name, catching);
    expect(catching).toEqual(expect.arrayContaining([...subject.breaks]));
  });

  it('without an effect on the next serializer', async () => {
    await lawsThatCatch(brokenAtWriting.find(({ name }) => name.startsWith('objects are marked'))!);
    expect(await lawsThatCatch({ ...jsonSubject, breaks: [] })).toEqual([]);
  });

  it('in every one of them', () => {
    const width = Math.max(...gallery.map(({ name }) => name.length));
    const table = [...caught].map(([name, catching]) => `${name.padEnd(width)}  ${catching.join(' ')}`);
    console.log(['', `${'what is broken'.padEnd(width)}  laws that caught it`, ...table].join('\n'));
    expect(gallery.filter(({ breaks }) => breaks.length === 0)).toEqual([]);
    const provoked = new Set(gallery.flatMap(({ breaks }) => breaks));
    expect(everySerializerLaw.map(({ number }) => number).filter((law) => !provoked.has(law))).toEqual([]);
  });
});
