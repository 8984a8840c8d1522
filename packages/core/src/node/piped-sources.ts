import type { HoldableResponse } from './node-exchange.js';

interface Source {
  unpipe?(destination: unknown): unknown;
}

/** The streams that were piped into a response. */
export class PipedSources {
  readonly #response: HoldableResponse;
  readonly #sources: Source[] = [];

  constructor(response: HoldableResponse) {
    this.#response = response;
    response.on('pipe', (source: Source) => this.#sources.push(source));
  }

  /** Stops them, and returns whether there were any and none goes on writing: streams of Node 0.8 cannot be unpiped. */
  stop(): boolean {
    const sources = this.#sources.splice(0);
    for (const source of sources) source.unpipe?.(this.#response);
    return sources.length > 0 && sources.every((source) => 'unpipe' in source);
  }
}
