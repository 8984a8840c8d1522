/** What the things of a new store are called. */
export interface StoreNames {
  /** The package, scope included. */
  readonly packageName: string;
  /** The package without its scope. */
  readonly folder: string;
  /** Its one source file, without the extension: `redis-session-store`. */
  readonly file: string;
  /** What it is for, as in `RedisClient`. */
  readonly backend: string;
  /** The class: `RedisSessionStore`. */
  readonly className: string;
}

/** npm's rules for new packages, in one pattern: lower case, no leading dot or underscore, safe in a URL. */
const packageNamePattern = /^(?:@[a-z0-9][a-z0-9._~-]*\/)?[a-z0-9][a-z0-9._~-]*$/;
const reserved = ['node_modules', 'favicon.ico'];

/**
 * Derives all names from that of the package.
 *
 * @throws Error that says why npm would not take the name, or why no class can be named after it.
 */
export function namesOf(packageName: string): StoreNames {
  if (!packageNamePattern.test(packageName) || packageName.length > 214) {
    throw new Error(
      `"${packageName}" is no name for an npm package: take up to 214 of a-z, 0-9 and -, as in redis-session-store or @you/redis-session-store.`,
    );
  }
  const folder = packageName.split('/').at(-1) ?? packageName;
  if (reserved.includes(folder)) throw new Error(`"${folder}" is a name that npm keeps for itself.`);
  const words = folder
    .replace(/(?:-?session)?-?stores?$/, '')
    .split(/[._~-]+/)
    .filter(Boolean);
  const backend = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  if (!/^[A-Z]/.test(backend)) {
    throw new Error(
      `"${packageName}" does not say what sessions are kept in: begin it with that, as in redis-session-store.`,
    );
  }
  return {
    packageName,
    folder,
    file: `${words.join('-')}-session-store`,
    backend,
    className: `${backend}SessionStore`,
  };
}
