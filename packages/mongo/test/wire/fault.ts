import type { WireDocument } from './wire-message.js';

/** What happens to a command or its reply. */
export type Fault =
  /** It never reaches the server, and there is no reply. */
  | { readonly kind: 'swallow' }
  /** The server carries it out, and there is no reply. */
  | { readonly kind: 'keep the answer' }
  /** The reply comes this many milliseconds later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** It never reaches the server, and the connection is cut. */
  | { readonly kind: 'cut before' }
  /** The server carries it out, and the connection is cut instead of the reply. */
  | { readonly kind: 'cut after' }
  /** It never reaches the server, and this is the reply. */
  | { readonly kind: 'answer'; readonly document: WireDocument }
  /** The server carries it out, and this replaces its reply. */
  | { readonly kind: 'answer after'; readonly document: WireDocument }
  /** The server carries it out, and these fields are added to its reply. */
  | { readonly kind: 'amend'; readonly fields: WireDocument }
  /** The server carries it out, and its reply is garbled. */
  | { readonly kind: 'garble' };

/** The reply of a server that refuses a command, or gives it up. */
export function refusal(code: number, codeName: string, ...labels: readonly string[]): WireDocument {
  return { ok: 0, errmsg: `said by a test: ${codeName}`, code, codeName, ...labelled(labels) };
}

/** The addition to the result of a write that was carried out, but that others may not have yet. */
export function writeConcernError(code: number, codeName: string, ...labels: readonly string[]): WireDocument {
  const timedOut = code === 64 && { errInfo: { wtimeout: true } };
  return {
    writeConcernError: { code, codeName, errmsg: `said by a test: ${codeName}`, ...timedOut },
    ...labelled(labels),
  };
}

/** The reply of a server that refused a single document of a command. */
export function writeError(code: number, fields: WireDocument = {}): WireDocument {
  return { ok: 1, n: 0, writeErrors: [{ index: 0, code, errmsg: 'said by a test', ...fields }] };
}

function labelled(labels: readonly string[]): WireDocument {
  return labels.length > 0 ? { errorLabels: labels } : {};
}
