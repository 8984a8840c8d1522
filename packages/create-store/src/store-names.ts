/** The names in a new package. */
export interface StoreNames {
  /** The package, with its scope. */
  readonly packageName: string;
  /** The package without its scope. */
  readonly folder: string;
  /** Its one source file, without the extension: `redis-session-store`. */
  readonly file: string;
  /** The database, as in `RedisClient`. */
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
 * @throws Error that says why npm would refuse the name, or why no class can be named after it
 */
export function namesOf(packageName: string): StoreNames {
  if (!packageNamePattern.test(packageName) || packageName.length > 214) {
    throw new Error(
      `"${packageName}" is not a valid name for an npm package: use up to 214 of a-z, 0-9 and -, as in redis-session-store or @you/redis-session-store.`,
    );
  }
  const folder = packageName.split('/').at(-1) ?? packageName;
  if (reserved.includes(folder)) throw new Error(`"${folder}" is a name that npm reserves.`);
  const words = folder
    .replace(/(?:-?session)?-?stores?$/, '')
    .split(/[._~-]+/)
    .filter(Boolean);
  const backend = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  if (!/^[A-Z]/.test(backend)) {
    throw new Error(`"${packageName}" does not name a database: begin with one, as in redis-session-store.`);
  }
  return {
    packageName,
    folder,
    file: `${words.join('-')}-session-store`,
    backend,
    className: `${backend}SessionStore`,
  };
}
