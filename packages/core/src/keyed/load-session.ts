import type { CallOptions } from '../contract/call-options.js';
import type { SessionId } from '../contract/session-id.js';
import { type Loaded, readRecord } from '../persistence/read-record.js';
import type { KeyedContext } from './keyed-context.js';

export async function loadSession(context: KeyedContext, id: SessionId, options?: CallOptions): Promise<Loaded> {
  return readRecord(context, id, await context.store.load(id, options));
}
