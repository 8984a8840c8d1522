/**
 * Returns how often a test of random values runs: as often as given, times SESS_RUNS. The seed of the values is
 * SESS_SEED (`vitest.shared.ts`).
 */
export const runs = (usual: number): number => Math.ceil(usual * Number(process.env['SESS_RUNS'] ?? 1));

/** The seed of tests that draw their own numbers. */
export const seed = Number(process.env['SESS_SEED'] ?? 1);
