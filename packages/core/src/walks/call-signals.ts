import { isHeard } from '#platform';

/** More are made where so many calls run at once, and thrown away afterwards. */
const kept = 64;
const idle: AbortController[] = [];

/** What can abort one call of a store. Give it back when the call is over. */
export function takeController(): AbortController {
  return idle.pop() ?? new AbortController();
}

/**
 * Keeps it for the next call, because making a signal costs more than many a call; unless it was aborted, or somebody still
 * listens, whom the end of another call would not concern.
 */
export function giveBack(controller: AbortController): void {
  const { signal } = controller;
  if (idle.length < kept && !signal.aborted && !isHeard(signal)) idle.push(controller);
}
