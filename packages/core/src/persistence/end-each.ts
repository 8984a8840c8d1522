import { AmbiguousCookieError, StoreError } from '../contract/errors.js';

/** A session that was live and is over. */
export interface Ended {
  /** `false` when a reply was lost, so that another request may have ended it. */
  readonly isOurs: boolean;
}

/** Ends one session. Returns `undefined` if there was none. */
export type Ending = () => Promise<Ended | undefined>;

/** The most cookies of one name that a sign-out reads. Browsers send two or three. Each costs calls of the store. */
export const mostToEnd = 16;

/** @throws {@link AmbiguousCookieError} */
export function refuseTooMany(name: string, count: number): void {
  if (count > mostToEnd) throw new AmbiguousCookieError(name, `there are more than ${mostToEnd}`);
}

/**
 * Ends one session after another, until one fails. Returns whether this request has certainly ended any.
 *
 * @throws what the one has failed with; never as `not-applied` where others have ended before
 */
export async function endEach(endings: Iterable<Ending>): Promise<boolean> {
  let hasEnded = false;
  let isOurs = false;
  for (const end of endings) {
    try {
      const ended = await end();
      hasEnded ||= ended !== undefined;
      isOurs ||= ended?.isOurs ?? false;
    } catch (error) {
      throw hasEnded && error instanceof StoreError && error.outcome === 'not-applied' ? failedAfter(error) : error;
    }
  }
  return isOurs;
}

function failedAfter(cause: StoreError): StoreError {
  const message =
    'The store failed when one of several sessions of this visitor had ended. Sign out again for the rest.';
  return new StoreError(message, { outcome: 'unknown', cause });
}
