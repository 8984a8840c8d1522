/**
 * Decides which of several servers keeps a key, by rendezvous hashing: the score of a server for a key is a hash of
 * both, and the highest score wins. So the order of the list does not matter, and another server beside n takes 1/(n+1)
 * of the keys and moves no others.
 *
 * Every process must decide the same, in every later version too: a change here signs everybody out.
 */
export class ServerRing<Server extends { readonly name: string }> {
  readonly #places: readonly { readonly server: Server; readonly hash: number }[];

  /** @param servers - At least one, and none twice. */
  constructor(servers: readonly Server[]) {
    const byName = servers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    this.#places = byName.map((server) => ({ server, hash: scatter(hashOf(server.name)) }));
  }

  serverOf(key: string): Server {
    const hash = hashOf(key);
    let best = this.#places[0]!;
    let highest = -1;
    for (const place of this.#places) {
      const score = scatter(place.hash ^ hash);
      // Of equal scores the first by name wins, whatever the order of the list.
      if (score > highest) [best, highest] = [place, score];
    }
    return best.server;
  }
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/** The last step of MurmurHash3: every bit of the input changes half the bits of the output. */
function scatter(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
