/** How memcache-client rejects with a reply that is not a success: an error with the words of the line. */
export interface NegativeReply extends Error {
  readonly cmdTokens: readonly string[];
}

export function isNegativeReply(thrown: unknown): thrown is NegativeReply {
  return thrown instanceof Error && Array.isArray((thrown as Partial<NegativeReply>).cmdTokens);
}

/**
 * Replies after which the server has done nothing. A proxy may send SERVER_ERROR when it only lost its connection to
 * the server.
 */
const notDone = /^(ERROR|CLIENT_ERROR|SERVER_ERROR (object too large for cache|out of memory))/i;

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /object too large for cache/,
    'its item limit (-I) is smaller than the option maxItemBytes of the store: make them equal',
  ],
  [/out of memory/i, 'its memory is full of items that it may not drop: give it more (-m), and remove -M'],
  [/unauthenticated/, 'it requires a password (-Y), which this client cannot send: use TLS with certificates (-Z)'],
  [/Too many open connections/, 'raise its limit of connections (-c), or lower connectionsPerServer'],
];

/** Why the server refused, and what to do about it. */
export interface Refusal {
  readonly problem: string;
  readonly isNotDone: boolean;
}

export function readRefusal({ cmdTokens }: NegativeReply): Refusal {
  // These lines quote nothing that was sent, but those of a proxy may be long.
  const line = cmdTokens.join(' ').slice(0, 200);
  const remedy = remedies.find(([pattern]) => pattern.test(line))?.[1];
  return {
    problem: `replied "${line}"${remedy ? `: ${remedy}` : ''}`,
    isNotDone: notDone.test(line),
  };
}
