import type { WantedProgram } from './find-program.js';
import type { Say } from './say.js';

/** The place of one server while it runs. */
export interface ServerPlace {
  /** The server's program. */
  readonly program: string;
  /** A folder of its own, removed when it is stopped. */
  readonly folder: string;
  /** Random, because every user of the machine can connect to 127.0.0.1. */
  readonly password: string;
  /** The user it runs as. @defaultValue the user who runs the tests */
  readonly user?: UnixUser;
}

export interface UnixUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** One kind of server: how to find, start and end it. A new kind needs one more file with such an object. */
export interface ServerKind {
  readonly name: string;
  /** The environment variable for the address of a running server. */
  readonly addressVariable: string;
  readonly program: WantedProgram;
  /** The user to run as when the tests run as root. Absent when it may run as root. */
  readonly unprivilegedUser?: string;
  /**
   * Returns the version in the output of `<program> --version`.
   *
   * @throws Error when the tests cannot use this program
   */
  version(printed: string): string;
  /** Prepares its folder for the first start. Absent when there is nothing to prepare. */
  prepare?(place: ServerPlace, say: Say): void | Promise<void>;
  /** Returns parameters with which it runs in the foreground and listens on 127.0.0.1 only. */
  parameters(place: ServerPlace, port: number): readonly string[];
  /** What it prints once it accepts connections, or, if it prints nothing, a function to poll until it returns true. */
  readonly ready: RegExp | ((place: ServerPlace, processId: number) => boolean);
  /** Shuts it down in order, with its data kept. @defaultValue `'SIGTERM'` */
  readonly haltSignal?: NodeJS.Signals;
  /** Ends it immediately, as a crash would. @defaultValue `'SIGKILL'` */
  readonly stopSignal?: NodeJS.Signals;
  url(place: ServerPlace, port: number): string;
}
