import type { WantedProgram } from './find-program.js';
import type { Say } from './say.js';

/** Where one server of a kind lives while it runs. */
export interface ServerPlace {
  /** The server's program. */
  readonly program: string;
  /** A folder of its own, removed when it is stopped. */
  readonly folder: string;
  /** Made up for this server: what listens on 127.0.0.1 is open to every user of the machine. */
  readonly password: string;
  /** Whom it runs as; absent: the user who runs the tests. */
  readonly user?: UnixUser;
}

export interface UnixUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** What there is to know about one kind of server: add a file with one of these, and it can be found, started and broken. */
export interface ServerKind {
  readonly name: string;
  /** Holds the address of a server that runs already. */
  readonly addressVariable: string;
  readonly program: WantedProgram;
  /** An unprivileged user it has to run as where the tests run as root; absent: it may run as root. */
  readonly unprivilegedUser?: string;
  /** Reads the version out of what `<program> --version` prints; throws where this program will not do. */
  version(printed: string): string;
  /** Makes what it needs in its folder before its first start. */
  prepare(place: ServerPlace, say: Say): Promise<void>;
  /** The parameters that start it in the foreground, listening on 127.0.0.1 only. */
  parameters(place: ServerPlace, port: number): readonly string[];
  /** What it prints once it takes connections; of one that prints nothing, how else that shows: asked until it is so. */
  readonly ready: RegExp | ((place: ServerPlace, processId: number) => boolean);
  /** Ends it in order, its data kept. */
  readonly haltSignal: NodeJS.Signals;
  /** Ends it at once, as a crash would. */
  readonly stopSignal: NodeJS.Signals;
  url(place: ServerPlace, port: number): string;
}
