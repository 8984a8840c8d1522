import { DeserializeError, refuseUnknownOptions, SerializeError, type Serializer, SessionError } from '@sess/core';
import { stringify, unflatten } from 'devalue';
import { type NamedClass, RegisteredClasses, type RegisteredClass } from './registered-classes.js';
import { findMismatch } from './stored-form.js';
import { type Fault, Survey } from './survey.js';

/** The options of {@link createDevalueSerializer}; the type parameter has the type of each class, by name. */
export interface DevalueSerializerOptions<Instances extends Record<string, object> = Record<string, object>> {
  /**
   * The application's classes, by the name under which their instances are stored. Keep the name when you rename the
   * class. If a name is removed, sessions with such instances are corrupt.
   */
  readonly classes?: { readonly [Name in keyof Instances]: RegisteredClass<Instances[Name]> };
}

/**
 * Returns a serializer that keeps more than JSON values: dates, maps, sets, bigints, regular expressions, URLs, typed
 * arrays and their buffers, `undefined`, NaN, the infinities, -0, Temporal where the engine has it, objects that
 * appear in several places (they stay one object) or contain themselves, and instances of registered classes.
 *
 * Refused with their path: functions, symbols, promises, instances of other classes and of subclasses of what is
 * kept, boxed values, accessors, hidden properties, properties of arrays and of built-ins, arrays with holes, the key
 * `__proto__`, views of a part of their buffer (also Node's `Buffer`), regular expressions in use, cycles through an
 * instance of a registered class, and containers nested deeper than 128 (100 of the application, and core's own).
 * Also more than 16 views of one buffer, and regular expressions of more than 10,000 characters together, because
 * they take long to read.
 *
 * Stored text never runs code: it is JSON, from which only the types above are made. Text that this serializer would
 * not have written in exactly this form is refused before anything is made of it.
 *
 * @throws `SessionError` with the code `INVALID_OPTION` for a class that cannot be registered.
 */
export function createDevalueSerializer<Instances extends Record<string, object>>(
  options: DevalueSerializerOptions<Instances> = {},
): Serializer {
  refuseUnknownOptions('createDevalueSerializer', options, ['classes']);
  const given: unknown = options.classes ?? {};
  if (typeof given !== 'object' || given === null) {
    throw new SessionError('INVALID_OPTION', 'classes must be an object of { name: { class, toPlain, fromPlain } }.');
  }
  const classes = new RegisteredClasses(given as Record<string, RegisteredClass>);
  return {
    name: 'devalue',
    serialize: (value) => write(value, classes),
    deserialize: (payload) => read(payload, classes),
  };
}

/** The serializer of {@link createDevalueSerializer}, without classes of the application. */
export const devalueSerializer: Serializer = createDevalueSerializer();

function write(value: unknown, classes: RegisteredClasses): string {
  const survey = new Survey(classes);
  try {
    refuseFault(survey.findFault(value));
    const reducers = [...classes].map(({ tag }) => {
      const reduce = (thing: unknown) => {
        const reduced = survey.reduced.get(thing);
        return reduced?.tag === tag && reduced.plain;
      };
      return [tag, reduce] as const;
    });
    return stringify(value, Object.fromEntries(reducers));
  } catch (error) {
    if (error instanceof SerializeError) throw error;
    // A proxy that changed or was revoked. The error is not passed on as the cause, because devalue's holds the values.
    throw new SerializeError('$', 'devalue cannot keep a value that changes or fails while it is written');
  }
}

function refuseFault(fault: Fault | undefined): void {
  if (!fault) return;
  // A request's JSON body can contain these; all others only the program can have made.
  const isOfRequest = /^(a key that is not kept|containers nested deeper)/.test(fault.reason);
  throw new SerializeError(`$${fault.path}`, `devalue cannot keep ${fault.reason}`, {
    ...(fault.cause !== undefined && { cause: fault.cause }),
    ...(isOfRequest && { status: 400 }),
  });
}

function read(payload: string, classes: RegisteredClasses): unknown {
  const table = parseTable(payload);
  const mismatch = findMismatch(table, classes);
  if (mismatch !== undefined) throw new DeserializeError(`Not a payload of the devalue serializer: ${mismatch}.`);
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

/** Parses JSON in the form that devalue writes, and refuses any other, even for the same values. */
function parseTable(payload: string): unknown {
  try {
    const table: unknown = JSON.parse(payload);
    if (JSON.stringify(table).replace(/[<\u2028\u2029]/g, escape) === payload) return table;
  } catch {
    // It is not the cause of the error thrown below, because the engine's message quotes the payload.
  }
  throw new DeserializeError('Not a payload of the devalue serializer: not JSON in the form that it writes.');
}

/** Escapes a character as devalue does, and JSON does not. */
function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function revive({ name, registered }: NamedClass, plain: unknown): object {
  let made: unknown;
  try {
    made = registered.fromPlain(plain);
  } catch (cause) {
    throw new DeserializeError(`fromPlain of the class "${name}" refused the stored data.`, { cause });
  }
  if (typeof made !== 'object' || made === null || Reflect.getPrototypeOf(made) !== registered.class.prototype) {
    throw new DeserializeError(`fromPlain of the class "${name}" returned something that is not an instance of it.`);
  }
  return made;
}
