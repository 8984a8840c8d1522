import type { WireDocument } from './wire-message.js';

/** What happens to a command or its reply. */
export type Fault =
  /** It never reaches the server, and there is no reply. */
  | { readonly kind: 'swallow' }
  /** The server carries it out, and there is no reply. */
  | { readonly kind: 'withhold the reply' }
  /** The reply comes this many milliseconds later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The reply comes when the test sends it. */
  | { readonly kind: 'hold'; readonly hold: (send: () => void) => void }
  /** It never reaches the server, and the connection is cut. */
  | { readonly kind: 'cut before' }
  /** The server carries it out, and the connection is cut instead of the reply. */
  | { readonly kind: 'cut after' }
  /** It never reaches the server, and this is the reply. */
  | { readonly kind: 'reply'; readonly document: WireDocument }
  /** The server carries it out, and this replaces its reply. */
  | { readonly kind: 'reply after'; readonly document: WireDocument }
  /** The server carries it out, and these fields are added to its reply. */
  | { readonly kind: 'amend'; readonly fields: WireDocument }
  /** The server carries it out, and its reply is garbled. */
  | { readonly kind: 'garble' };

/** Returns the reply of a server that refuses or aborts a command. */
export function refusal(code: number, codeName: string, ...labels: readonly string[]): WireDocument {
  return { ok: 0, errmsg: `reported by a test: ${codeName}`, code, codeName, ...labelled(labels) };
}

/** Returns the fields that report a write which was applied, but perhaps not replicated. */
export function writeConcernError(code: number, codeName: string, ...labels: readonly string[]): WireDocument {
  const timedOut = code === 64 && { errInfo: { wtimeout: true } };
  return {
    writeConcernError: { code, codeName, errmsg: `reported by a test: ${codeName}`, ...timedOut },
    ...labelled(labels),
  };
}

/** Returns the reply of a server that refused one document of a command. */
export function writeError(code: number, fields: WireDocument = {}): WireDocument {
  return { ok: 1, n: 0, writeErrors: [{ index: 0, code, errmsg: 'reported by a test', ...fields }] };
}

function labelled(labels: readonly string[]): WireDocument {
  return labels.length > 0 ? { errorLabels: labels } : {};
}
