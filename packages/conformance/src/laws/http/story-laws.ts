import type { Fixture } from '../../fixture/fixture.js';
import type { Middleware } from '../../story/middleware.js';
import { type Chapter, lawsOf } from '../../story/story.js';
import { about, type Law } from '../../suite/law.js';
import { responseChapters } from './responses.js';
import { replayChapters, signingInChapters, slowRequestChapters } from './signing-in.js';
import { visitChapters } from './visits.js';

function allStoryLaws(signingIn: readonly Chapter[], middleware: Middleware): readonly Law<Fixture>[] {
  return [
    ...about('Visits', lawsOf(visitChapters, middleware)),
    ...about('Signing in and out', lawsOf([...signingInChapters, ...signingIn], middleware)),
    ...about('Responses', lawsOf(responseChapters, middleware)),
  ];
}

/** The laws about what browsers see with a keyed store behind this middleware. */
export function storyLaws(middleware: Middleware): readonly Law<Fixture>[] {
  return allStoryLaws(slowRequestChapters, middleware);
}

/** The laws about what browsers see with a sealed store behind this middleware. */
export function sealedStoryLaws(middleware: Middleware): readonly Law<Fixture>[] {
  const slow = slowRequestChapters.map((chapter): Chapter => ({ ...chapter, needs: ['revoke'] }));
  return allStoryLaws([...replayChapters, ...slow], middleware);
}
