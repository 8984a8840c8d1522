import { BSON } from 'mongodb';
import type { WireDocument } from './wire-message.js';

/** The fields of sessions and transactions, which a standalone server refuses or ignores. */
const fieldsOfSets = ['lsid', 'txnNumber', '$clusterTime', 'autocommit', 'startTransaction'];

/**
 * `remembered`: a repeated write is not carried out again and gets the same reply, as on a mongod.
 * `carried out`: each attempt is carried out, as on servers that only claim to be a replica set.
 */
export type Repeats = 'remembered' | 'carried out';

/**
 * Makes one server look like the primary of a replica set, so that the driver numbers its writes and repeats them by
 * itself.
 */
export class PretendedSet {
  readonly #address: string;
  readonly #repeats: Repeats;
  readonly #replies = new Map<string, WireDocument>();
  readonly #electionId = new BSON.ObjectId();
  isPrimary = true;

  constructor(address: string, repeats: Repeats) {
    this.#address = address;
    this.#repeats = repeats;
  }

  /** Returns a standalone server's handshake reply as the primary of a set would send it. */
  asPrimary(handshake: WireDocument): WireDocument {
    return {
      ...handshake,
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
    return number === undefined ? undefined : this.#replies.get(number);
  }

  remember(command: WireDocument, reply: WireDocument): void {
    const number = numberOf(command);
    // A mongod remembers its writes. It carries out again what was refused or matched nothing.
    const isWritten = Number(reply['ok']) === 1 && !reply['writeErrors'] && Number(reply['n']) > 0;
    if (this.#repeats === 'remembered' && number !== undefined && isWritten) this.#replies.set(number, reply);
  }
}

/** The session and its number, by which a repetition is recognized. */
function numberOf(command: WireDocument): string | undefined {
  const id = (command['lsid'] as { id?: { toString(encoding: 'hex'): string } } | undefined)?.id;
  const number = command['txnNumber'] as BSON.Long | undefined;
  return id && number && `${id.toString('hex')} ${number.toString()}`;
}
