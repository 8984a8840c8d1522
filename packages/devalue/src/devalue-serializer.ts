import { DeserializeError, refuseUnknownOptions, SerializeError, type Serializer, SessionError } from '@sess/core';
import { stringify, unflatten } from 'devalue';
import { type NamedClass, RegisteredClasses, type RegisteredClass } from './registered-classes.js';
import { findForeign } from './stored-form.js';
import { type Fault, Survey } from './survey.js';

/** The classes are the keys of {@link DevalueSerializerOptions.classes}; a type for each. */
export interface DevalueSerializerOptions<Instances extends Record<string, object> = Record<string, object>> {
  /**
   * Classes of the application, by the name under which their instances are stored. The name stays what it is when the class is
   * renamed; a name that goes makes sessions with such instances corrupt.
   */
  readonly classes?: { readonly [Name in keyof Instances]: RegisteredClass<Instances[Name]> };
}

/**
 * Keeps whatever has a value of its own, not only what JSON has: dates, maps, sets, bigints, regular expressions, URLs, typed
 * arrays and their buffers, `undefined`, NaN, the infinities, -0, Temporal where the engine has it, objects that stand in several
 * places (they stay one object) or contain themselves, and instances of registered classes.
 *
 * Refused with their path: functions, symbols, promises, instances of other classes and of subclasses of what is kept, boxed
 * values, accessors, hidden properties, properties of arrays and of built-ins, arrays with holes, the key `__proto__`, views of a
 * part of their buffer (also Node's `Buffer`), regular expressions in use, cycles through an instance of a registered class, and
 * containers nested deeper than 128 (100 of the application, and core's own). Also more than 16 views of one buffer, and regular
 * expressions of more than 10,000 characters together, because they take long to read.
 *
 * Stored text never runs code: it is JSON, from which only the types above are made. What this serializer would not have written
 * exactly so is refused before anything is made of it.
 *
 * @throws `SessionError` with the code `INVALID_OPTION` for a class that cannot be registered.
 */
export function createDevalueSerializer<Instances extends Record<string, object>>(
  options: DevalueSerializerOptions<Instances> = {},
): Serializer {
  refuseUnknownOptions('createDevalueSerializer', options, ['classes']);
  const given: unknown = options.classes ?? {};
  if (typeof given !== 'object' || given === null) {
    throw new SessionError(
      'INVALID_OPTION',
      'classes: an object of { name: { class, toPlain, fromPlain } } is expected.',
    );
  }
  const classes = new RegisteredClasses(given as Record<string, RegisteredClass>);
  return {
    name: 'devalue',
    serialize: (value) => write(value, classes),
    deserialize: (payload) => read(payload, classes),
  };
}

/** {@link createDevalueSerializer} without classes of the application. */
export const devalueSerializer: Serializer = createDevalueSerializer();

function write(value: unknown, classes: RegisteredClasses): string {
  const survey = new Survey(classes);
  try {
    refuseFault(survey.findFault(value));
    const { takenApart } = survey;
    const reducers = [...classes].map(({ tag }) => {
      const reduce = (thing: unknown) => {
        const taken = takenApart.get(thing);
        return taken?.tag === tag && taken.plain;
      };
      return [tag, reduce] as const;
    });
    return stringify(value, Object.fromEntries(reducers));
  } catch (error) {
    if (error instanceof SerializeError) throw error;
    // A proxy: one that shows one thing and then another, or that was revoked. The error is not kept as the cause: devalue's
    // holds the values.
    throw new SerializeError('$', 'devalue cannot keep what changes, or fails, while it is written');
  }
}

function refuseFault(fault: Fault | undefined): void {
  if (!fault) return;
  // The JSON body of a request can carry these; the rest only the program can have made.
  const isVisitors = /^(a key that is not kept|nested deeper)/.test(fault.reason);
  throw new SerializeError(`$${fault.path}`, `devalue cannot keep ${fault.reason}`, {
    ...(fault.cause !== undefined && { cause: fault.cause }),
    ...(isVisitors && { status: 400 }),
  });
}

function read(payload: string, classes: RegisteredClasses): unknown {
  const table = parseTable(payload);
  const foreign = findForeign(table, classes);
  if (foreign !== undefined) throw new DeserializeError(`Not a payload of the devalue serializer: ${foreign}.`);
  const revivers = [...classes].map(
    (named) => [named.tag, (plain: readonly [unknown]) => revive(named, plain[0])] as const,
  );
  try {
    return unflatten(table as number | unknown[], Object.fromEntries(revivers));
  } catch (error) {
    if (error instanceof DeserializeError) throw error;
    throw new DeserializeError('Not a payload of the devalue serializer: devalue cannot read it.');
  }
}

/** Parses the JSON that devalue writes; other JSON, of the same values too, is refused. */
function parseTable(payload: string): unknown {
  try {
    const table: unknown = JSON.parse(payload);
    if (JSON.stringify(table).replace(/[<\u2028\u2029]/g, escape) === payload) return table;
  } catch {
    // Not kept as the cause: the message of the engine quotes the payload.
  }
  throw new DeserializeError('Not a payload of the devalue serializer: not the JSON that it writes.');
}

/** As devalue escapes what JSON leaves as it is. */
function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function revive({ name, registered }: NamedClass, plain: unknown): object {
  let made: unknown;
  try {
    made = registered.fromPlain(plain);
  } catch (cause) {
    throw new DeserializeError(`fromPlain of the class "${name}" refused what is stored.`, { cause });
  }
  if (typeof made !== 'object' || made === null || Reflect.getPrototypeOf(made) !== registered.class.prototype) {
    throw new DeserializeError(`fromPlain of the class "${name}" made something else.`);
  }
  return made;
}
