import type { Serializer } from '@sess/core';
import type { Versions } from '../report/versions.js';

/** What a serializer may keep beyond what JSON has. What it does not claim it must refuse. */
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

/** A class of the application's own, whose instances the serializer under test keeps. */
export interface KeptInstance<Instance extends object = object> {
  /** In the title of a failure: `Money`. */
  readonly name: string;
  /** Makes an equal instance each time. */
  create(): Instance;
  isEqual(one: Instance, other: Instance): boolean;
}

/** A serializer under test, and what it keeps. */
export interface SerializerSubject {
  readonly name: string;
  readonly serializer: Serializer;
  /** @defaultValue none: JSON's own values */
  readonly keeps?: readonly KeptKind[];
  /** Instances of classes that are kept. Instances of all others must be refused. */
  readonly instances?: readonly KeptInstance[];
  /**
   * Payloads in the serializer's own format that it never writes, as an attacker would: types that it does not know, code in
   * place of data, lengths beyond reason. Each must be refused.
   */
  readonly hostile?: readonly string[];
  /** The versions of what it is made of, for the report. */
  versions?(): Versions | Promise<Versions>;
}
