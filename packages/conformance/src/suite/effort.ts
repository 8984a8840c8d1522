/** How much the suite tries. Everything but `effort` and `rounds` is a number of things. */
export interface EffortOptions {
  /**
   * The defaults of the other numbers. `quick` is for every save of a file: it finds plain mistakes. `normal` is for
   * every push, and finds the rare ones. `thorough` is for every night.
   *
   * @defaultValue 'normal'
   */
  readonly effort?: 'quick' | 'normal' | 'thorough';
  /** Multiplies the rounds of every race. @defaultValue 1; quick: 0.2; thorough: 5 */
  readonly rounds?: number;
  /** The number of sessions that one owner has in law 91. @defaultValue 2,500; quick: 500; thorough: 10,000 */
  readonly sessionsOfOneOwner?: number;
  /**
   * How many versions of one record law 131 compares. If they look short and random, it compares up to forty times as
   * many; the default finds random numbers of 24 bits, and counters that begin again after 256 writes.
   *
   * @defaultValue 600; quick: 300; thorough: 70,000
   */
  readonly writesOfOneSession?: number;
  /**
   * The number of random sequences in each law that compares a store with a model; a sealed store gets twice as many.
   *
   * @defaultValue 100; quick: 20; thorough: 2,000
   */
  readonly modelRuns?: number;
  /**
   * How many tokens of one record law 109 compares. A million (some ten seconds) also finds salts of 32 bits; the
   * default finds salts that are much shorter, or that repeat.
   *
   * @defaultValue 20,000; quick: 5,000; thorough: 1,000,000
   */
  readonly sealedTokens?: number;
  /**
   * How many tokens law 105 changes at random, besides every small change of one.
   *
   * @defaultValue 5,000; quick: 1,000; thorough: 50,000
   */
  readonly mutatedTokens?: number;
}

export type Effort = Required<Omit<EffortOptions, 'effort'>>;

const efforts: Readonly<Record<NonNullable<EffortOptions['effort']>, Effort>> = {
  quick: {
    rounds: 0.2,
    sessionsOfOneOwner: 500,
    writesOfOneSession: 300,
    modelRuns: 20,
    sealedTokens: 5000,
    mutatedTokens: 1000,
  },
  normal: {
    rounds: 1,
    sessionsOfOneOwner: 2500,
    writesOfOneSession: 600,
    modelRuns: 100,
    sealedTokens: 20_000,
    mutatedTokens: 5000,
  },
  thorough: {
    rounds: 5,
    sessionsOfOneOwner: 10_000,
    writesOfOneSession: 70_000,
    modelRuns: 2000,
    sealedTokens: 1_000_000,
    mutatedTokens: 50_000,
  },
};

/** Returns all numbers: those that are given, and the defaults of the effort for the others. */
export function effortOf({ effort = 'normal', ...given }: EffortOptions): Effort {
  const defaults = efforts[effort];
  return {
    rounds: given.rounds ?? defaults.rounds,
    sessionsOfOneOwner: given.sessionsOfOneOwner ?? defaults.sessionsOfOneOwner,
    writesOfOneSession: given.writesOfOneSession ?? defaults.writesOfOneSession,
    modelRuns: given.modelRuns ?? defaults.modelRuns,
    sealedTokens: given.sealedTokens ?? defaults.sealedTokens,
    mutatedTokens: given.mutatedTokens ?? defaults.mutatedTokens,
  };
}
