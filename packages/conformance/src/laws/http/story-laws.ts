import { about, type Law } from '../../law.js';
import type { Middleware } from '../../story/middleware.js';
import { lawsOf } from '../../story/story.js';
import { answerChapters } from './answers.js';
import { signingInChapters } from './signing-in.js';
import { visitChapters } from './visits.js';

/** The laws of what browsers see, as told through that middleware. */
export function storyLaws(middleware: Middleware): readonly Law[] {
  return [
    ...about('Visits', lawsOf(visitChapters, middleware)),
    ...about('Signing in and out', lawsOf(signingInChapters, middleware)),
    ...about('Answers', lawsOf(answerChapters, middleware)),
  ];
}
