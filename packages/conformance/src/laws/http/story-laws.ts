import type { Fixture } from '../../fixture/fixture.js';
import type { Middleware } from '../../story/middleware.js';
import { type Chapter, lawsOf } from '../../story/story.js';
import { about, type Law } from '../../suite/law.js';
import { answerChapters } from './answers.js';
import { replayChapters, signingInChapters, slowRequestChapters } from './signing-in.js';
import { visitChapters } from './visits.js';

function told(signingIn: readonly Chapter[], middleware: Middleware): readonly Law<Fixture>[] {
  return [
    ...about('Visits', lawsOf(visitChapters, middleware)),
    ...about('Signing in and out', lawsOf([...signingInChapters, ...signingIn], middleware)),
    ...about('Answers', lawsOf(answerChapters, middleware)),
  ];
}

/** The laws of what browsers see of a keyed store, as told through that middleware. */
export function storyLaws(middleware: Middleware): readonly Law<Fixture>[] {
  return told(slowRequestChapters, middleware);
}

/** The laws of what browsers see of a sealed store, as told through that middleware. */
export function sealedStoryLaws(middleware: Middleware): readonly Law<Fixture>[] {
  const slow = slowRequestChapters.map((chapter): Chapter => ({ ...chapter, needs: ['revoke'] }));
  return told([...replayChapters, ...slow], middleware);
}
