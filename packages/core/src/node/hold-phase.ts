/**
 * - `watching`: nothing was sent; the first call that would send the headers commits.
 * - `waiting`: a commit is under way; calls are kept.
 * - `sent`: the headers are out; `end` commits what has changed since.
 * - `passed`: all is committed; calls go through.
 * - `failed`: an error page is out, or the response broken off; calls come to nothing.
 */
export type Phase = 'watching' | 'waiting' | 'sent' | 'passed' | 'failed';
