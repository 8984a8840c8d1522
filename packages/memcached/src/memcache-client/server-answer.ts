/** What memcache-client makes of the lines of an answer that are no success: an error with the words of the line. */
export interface NegativeAnswer extends Error {
  readonly cmdTokens: readonly string[];
}

export function isNegativeAnswer(thrown: unknown): thrown is NegativeAnswer {
  return thrown instanceof Error && Array.isArray((thrown as Partial<NegativeAnswer>).cmdTokens);
}

/** The server's own words for having done nothing. A proxy may answer SERVER_ERROR for what it only lost sight of. */
const surelyNotDone = /^(ERROR|CLIENT_ERROR|SERVER_ERROR (object too large for cache|out of memory))/i;

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /object too large for cache/,
    'its item limit (-I) is smaller than the option maxItemBytes of the store: make them equal',
  ],
  [/out of memory/i, 'its memory is full of what it may not drop: give it more (-m), and take -M away'],
  [/unauthenticated/, 'it wants a password (-Y), and this client has none to give: use TLS with certificates (-Z)'],
  [/Too many open connections/, 'raise its limit of connections (-c), or lower connectionsPerServer'],
];

/** What the server refused with, and what to do about it. */
export interface Refusal {
  readonly problem: string;
  readonly isSurelyNotDone: boolean;
}

export function readRefusal({ cmdTokens }: NegativeAnswer): Refusal {
  // Nothing that was sent comes back in these lines, but a proxy's may be long.
  const line = cmdTokens.join(' ').slice(0, 200);
  const remedy = remedies.find(([pattern]) => pattern.test(line))?.[1];
  return {
    problem: `answered "${line}"${remedy ? `: ${remedy}` : ''}`,
    isSurelyNotDone: surelyNotDone.test(line),
  };
}
