import type * as Http from 'node:http';

let loaded: typeof Http | undefined;

/**
 * Loaded at the first use, because an import takes almost as long as the rest of this package. By then a server has
 * loaded it.
 */
export function http(): typeof Http {
  return (loaded ??= process.getBuiltinModule('node:http'));
}
