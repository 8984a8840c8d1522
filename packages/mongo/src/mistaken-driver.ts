type Loose = Partial<Record<string, unknown>>;

const mongoose =
  'hand over async () => (await mongoose.connection.asPromise()).db.collection("sessions"), which is the driver\'s own';
const driver = 'hand over client.db().collection("sessions")';

/** Returns what was given instead of a collection, and what to give; `undefined` for what is not a known mistake. */
export function describeMistake(value: unknown): string | undefined {
  const given = (isObject(value) || typeof value === 'function' ? value : {}) as Loose;
  const has = (...names: readonly string[]): boolean => names.every((name) => typeof given[name] === 'function');
  if (typeof value === 'function') {
    if (typeof given['modelName'] === 'string' && has('find')) return `a Mongoose model: ${mongoose}`;
    return isClass(value) ? `a class: ${driver}` : undefined;
  }
  if (isObject(given['conn']) && has('insertOne', 'addQueue')) {
    return `a collection of Mongoose, which holds calls back while there is no connection: ${mongoose}`;
  }
  if (has('asPromise', 'getClient')) return `a connection of Mongoose: ${mongoose}`;
  if (has('createConnection', 'model')) return `Mongoose itself: ${mongoose}`;
  if (has('then', 'exec')) return `a query of Mongoose: ${mongoose}`;
  if (has('then')) return 'a promise: hand over the function that makes it';
  if (has('db')) return `a client: ${driver}`;
  if (has('collection')) return 'a database: hand over db.collection("sessions")';
  return undefined;
}

/** The problem with anything else. */
export const notACollection = `what it was given is not a collection of the MongoDB driver: ${driver}`;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function isClass(value: unknown): boolean {
  return Function.prototype.toString.call(value).startsWith('class');
}
