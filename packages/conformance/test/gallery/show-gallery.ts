import { describe, expect, it } from 'vitest';
import type { Law } from '../../src/law.js';
import { type Exhibit, lawsThatCatch } from './exhibits.js';

/** Fails when a mistake is not noticed by the laws it breaks, or when nothing broken makes one of the laws fail. */
export function showGallery(gallery: readonly Exhibit[], laws: readonly Law[]): void {
  describe('the suite can fail', () => {
    const caught = new Map<string, readonly string[]>();

    it.each(gallery)('where $name', { timeout: 60_000 }, async (exhibit) => {
      const catching = await lawsThatCatch(exhibit);
      caught.set(exhibit.name, catching);
      expect(catching).toEqual(expect.arrayContaining([...exhibit.breaks]));
    });

    it('in every one of its laws', () => {
      const width = Math.max(...gallery.map(({ name }) => name.length));
      const table = [...caught].map(([name, catching]) => `${name.padEnd(width)}  ${catching.join(' ')}`);
      console.log(['', `${'what is broken'.padEnd(width)}  laws that caught it`, ...table].join('\n'));
      expect(gallery.filter(({ breaks }) => breaks.length === 0)).toEqual([]);
      const provoked = new Set(gallery.flatMap(({ breaks }) => breaks));
      expect(laws.map(({ number }) => number).filter((law) => !provoked.has(law))).toEqual([]);
    });
  });
}
