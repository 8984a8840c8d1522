import type { WireDocument } from './wire-message.js';

/** What becomes of a command, or of its answer. */
export type Fault =
  /** It never reaches the server, and nobody answers. */
  | { readonly kind: 'swallow' }
  /** The server carries it out, and nobody answers. */
  | { readonly kind: 'keep the answer' }
  /** The answer comes so many milliseconds later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** It never reaches the server, and the connection is cut. */
  | { readonly kind: 'cut before' }
  /** The server carries it out, and instead of the answer the connection is cut. */
  | { readonly kind: 'cut after' }
  /** It never reaches the server, and this is answered in its place. */
  | { readonly kind: 'answer'; readonly document: WireDocument }
  /** The server carries it out, and this is answered instead of what it said. */
  | { readonly kind: 'answer after'; readonly document: WireDocument }
  /** The server carries it out, and these fields are added to what it says. */
  | { readonly kind: 'amend'; readonly fields: WireDocument }
  /** The server carries it out, and what comes back makes no sense. */
  | { readonly kind: 'garble' };

/** What a server says when it refuses a command, or gives it up. */
export function refusal(code: number, codeName: string, ...labels: readonly string[]): WireDocument {
  return { ok: 0, errmsg: `said by a test: ${codeName}`, code, codeName, ...labelled(labels) };
}

/** What stands beside the result of a write that was made, and of which others may know nothing yet. */
export function writeConcernError(code: number, codeName: string, ...labels: readonly string[]): WireDocument {
  const timedOut = code === 64 && { errInfo: { wtimeout: true } };
  return {
    writeConcernError: { code, codeName, errmsg: `said by a test: ${codeName}`, ...timedOut },
    ...labelled(labels),
  };
}

/** What a server says when a single document of a command was refused. */
export function writeError(code: number, fields: WireDocument = {}): WireDocument {
  return { ok: 1, n: 0, writeErrors: [{ index: 0, code, errmsg: 'said by a test', ...fields }] };
}

function labelled(labels: readonly string[]): WireDocument {
  return labels.length > 0 ? { errorLabels: labels } : {};
}
