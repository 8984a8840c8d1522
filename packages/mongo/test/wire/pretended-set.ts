import { BSON } from 'mongodb';
import type { WireDocument } from './wire-message.js';

/** The fields of sessions and transactions. A standalone server refuses some of them, and others do not know them. */
const fieldsOfSets = ['lsid', 'txnNumber', '$clusterTime', 'autocommit', 'startTransaction'];

/**
 * `remembered`: as a mongod does, a repeated write is not carried out again, and gets the same reply.
 * `carried out`: as servers that only pass for a replica set do, each attempt is carried out.
 */
export type Repeats = 'remembered' | 'carried out';

/**
 * Makes one server pass for the primary of a replica set, so that the driver numbers its writes and repeats them by
 * itself.
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

  /** Returns the server's handshake reply as the primary of a set would send it. */
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

  /** Returns the command as a standalone server understands it. */
  strip(command: WireDocument): WireDocument {
    return Object.fromEntries(Object.entries(command).filter(([name]) => !fieldsOfSets.includes(name)));
  }

  /** Returns the reply to the first attempt of this write. */
  recall(command: WireDocument): WireDocument | undefined {
    const number = numberOf(command);
    return number === undefined ? undefined : this.#answers.get(number);
  }

  remember(command: WireDocument, answer: WireDocument): void {
    const number = numberOf(command);
    // A mongod remembers its writes. It tries again what was refused, or matched nothing.
    const isWritten = Number(answer['ok']) === 1 && !answer['writeErrors'] && Number(answer['n']) > 0;
    if (this.#repeats === 'remembered' && number !== undefined && isWritten) this.#answers.set(number, answer);
  }
}

/** The session and its number, by which a repetition is recognized. */
function numberOf(command: WireDocument): string | undefined {
  const id = (command['lsid'] as { id?: { toString(encoding: 'hex'): string } } | undefined)?.id;
  const number = command['txnNumber'] as BSON.Long | undefined;
  return id && number && `${id.toString('hex')} ${number.toString()}`;
}
