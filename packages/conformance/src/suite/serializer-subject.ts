import type { Serializer } from '@sess/core';
import type { Versions } from '../report/versions.js';

/** Kinds of values beyond JSON that a serializer may keep. It must refuse those that it does not claim. */
export type KeptKind =
  | 'undefined'
  | 'NaN'
  | 'infinity'
  | '-0'
  | 'bigint'
  | 'Date'
  | 'invalid Date'
  | 'Map'
  | 'Set'
  | 'RegExp'
  | 'URL'
  | 'URLSearchParams'
  | 'ArrayBuffer'
  | 'typed array'
  | 'DataView'
  /** One object in several places comes back as one. Not claimed: it may come back as several that are equal. */
  | 'references'
  /** Objects that contain themselves. */
  | 'cycles';

/** A class of the application whose instances the serializer under test keeps. */
export interface KeptInstance<Instance extends object = object> {
  /** The name of the class in failures: `Money`. */
  readonly name: string;
  /** Returns a new instance; all of them are equal. */
  create(): Instance;
  isEqual(one: Instance, other: Instance): boolean;
}

/** Describes the serializer under test to `testSerializer`. */
export interface SerializerSubject {
  readonly name: string;
  readonly serializer: Serializer;
  /** @defaultValue none: JSON values only */
  readonly keeps?: readonly KeptKind[];
  /** The classes whose instances it keeps. It must refuse instances of all other classes. */
  readonly instances?: readonly KeptInstance[];
  /**
   * Payloads in the serializer's format that it never writes, but an attacker could: unknown types, code instead of
   * data, excessive lengths. It must refuse each of them.
   */
  readonly hostile?: readonly string[];
  /** Returns the versions of the serializer and its libraries, for the report. */
  versions?(): Versions | Promise<Versions>;
}
