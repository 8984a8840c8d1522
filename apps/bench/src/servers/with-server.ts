import { findServer, type FoundServer, type MissingServer, type ServerKind } from '@sess/test-servers';
import { CannotMeasure } from '../row.js';

type Find = () => Promise<FoundServer | MissingServer>;

/** Finds or starts a server, and stops it after the measurement. */
export async function withServer<Result>(
  wanted: ServerKind | Find,
  measure: (url: string) => Promise<Result>,
): Promise<Result> {
  const found = await (typeof wanted === 'function' ? wanted() : findServer(wanted, () => undefined));
  if (found.url === undefined) throw new CannotMeasure(found.reason);
  try {
    return await measure(found.url);
  } finally {
    await found.stop();
  }
}
