import { BSON } from 'mongodb';
import type { WireDocument } from './wire-message.js';

/** Of sessions and transactions: a server that stands alone refuses some of it, and others do not know it. */
const fieldsOfSets = ['lsid', 'txnNumber', '$clusterTime', 'autocommit', 'startTransaction'];

/**
 * `remembered`: as a mongod does it, a write that comes again under its number is not carried out again but answered as before.
 * `carried out`: as servers that only pass for a replica set do it, each attempt counts.
 */
export type Repeats = 'remembered' | 'carried out';

/**
 * Makes one server pass for the primary of a replica set, so that the driver numbers its writes and repeats them by itself.
 */
export class PretendedSet {
  readonly #address: string;
  readonly #repeats: Repeats;
  readonly #answers = new Map<string, WireDocument>();
  readonly #electionId = new BSON.ObjectId();
  isPrimary = true;

  constructor(address: string, repeats: Repeats) {
    this.#address = address;
    this.#repeats = repeats;
  }

  /** The server's own greeting, as the primary of a set would say it. */
  greet(greeting: WireDocument): WireDocument {
    const { msg: _router, secondary: _secondary, ...others } = greeting;
    return {
      ...others,
      ismaster: this.isPrimary,
      isWritablePrimary: this.isPrimary,
      secondary: !this.isPrimary,
      setName: 'pretended',
      setVersion: 1,
      hosts: [this.#address],
      me: this.#address,
      ...(this.isPrimary && { primary: this.#address, electionId: this.#electionId }),
      logicalSessionTimeoutMinutes: 30,
      readOnly: false,
    };
  }

  /** The command as a server that stands alone understands it. */
  strip(command: WireDocument): WireDocument {
    return Object.fromEntries(Object.entries(command).filter(([name]) => !fieldsOfSets.includes(name)));
  }

  /** What was answered when this write came for the first time. */
  recall(command: WireDocument): WireDocument | undefined {
    const number = numberOf(command);
    return number === undefined ? undefined : this.#answers.get(number);
  }

  remember(command: WireDocument, answer: WireDocument): void {
    const number = numberOf(command);
    // A mongod remembers what it has written. What was refused, or matched nothing, it tries again.
    const isWritten = Number(answer['ok']) === 1 && !answer['writeErrors'] && Number(answer['n']) > 0;
    if (this.#repeats === 'remembered' && number !== undefined && isWritten) this.#answers.set(number, answer);
  }
}

/** The session and the number in it, by which a repetition is known. */
function numberOf(command: WireDocument): string | undefined {
  const id = (command['lsid'] as { id?: { toString(encoding: 'hex'): string } } | undefined)?.id;
  const number = command['txnNumber'] as BSON.Long | undefined;
  return id && number && `${id.toString('hex')} ${number.toString()}`;
}
