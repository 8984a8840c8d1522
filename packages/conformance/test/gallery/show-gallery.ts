import { describe, expect, it } from 'vitest';
import type { StoreFixture } from '../../src/fixture/store-fixture.js';
import type { Law } from '../../src/suite/law.js';
import { type Exhibit, lawsThatCatch } from './exhibits.js';

/** A mistake, and the numbers of the laws that must notice it. */
interface Broken {
  readonly name: string;
  readonly breaks: readonly string[];
}

/** Fails if the laws do not notice a mistake that breaks them, or if no mistake makes one of the laws fail. */
export function showGallery(gallery: readonly Exhibit[], laws: readonly Law<StoreFixture>[]): void {
  showGalleryOf(gallery, laws, lawsThatCatch);
}

/** Does the same for other kinds of mistakes. `lawsCatching` returns the numbers of the laws that fail. */
export function showGalleryOf<Shown extends Broken>(
  gallery: readonly Shown[],
  laws: readonly { readonly number: string }[],
  lawsCatching: (exhibit: Shown) => Promise<string[]>,
): void {
  describe('the suite can fail', () => {
    const caught = new Map<string, readonly string[]>();

    it.each([...gallery])('where $name', { timeout: 600_000 }, async (exhibit) => {
      const catching = await lawsCatching(exhibit);
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
