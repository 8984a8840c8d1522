import { BSON } from 'mongodb';

/** A document with the BSON types of its numbers, so that it can be written again unchanged. */
export type WireDocument = Record<string, unknown>;

const opcodes = { reply: 1, query: 2004, message: 2013 } as const;
type Kind = keyof typeof opcodes;

/** A message of MongoDB's wire protocol, in any of its forms. */
export interface WireMessage {
  readonly kind: Kind;
  readonly requestId: number;
  readonly responseTo: number;
  /** A command or a reply. Sequences of documents (sections of kind 1) are among its fields. */
  readonly document: WireDocument;
  /** Of an OP_QUERY: the collection it is sent to. */
  readonly namespace?: string;
}

const headerBytes = 16;
const asSent = { promoteValues: false, promoteLongs: false, promoteBuffers: false, useBigInt64: false };

/** Reads one whole message. */
export function readMessage(bytes: Buffer): WireMessage {
  const opcode = bytes.readInt32LE(12);
  const head = { requestId: bytes.readInt32LE(4), responseTo: bytes.readInt32LE(8) };
  if (opcode === opcodes.message) {
    // With a checksum at the end, if its flag says so.
    const end = bytes.readUInt32LE(16) & 1 ? bytes.length - 4 : bytes.length;
    return { kind: 'message', ...head, document: readSections(bytes.subarray(20, end)) };
  }
  if (opcode === opcodes.query) {
    const endOfName = bytes.indexOf(0, 20);
    const namespace = bytes.toString('latin1', 20, endOfName);
    return { kind: 'query', ...head, namespace, document: readDocument(bytes, endOfName + 9) };
  }
  if (opcode === opcodes.reply) return { kind: 'reply', ...head, document: readDocument(bytes, 36) };
  throw new Error(`A message of kind ${opcode} is not known here: was compression agreed on?`);
}

/** Serializes a message. */
export function writeMessage({ kind, requestId, responseTo, document, namespace = '' }: WireMessage): Buffer {
  const content = Buffer.from(BSON.serialize(document));
  const before = {
    // No flags; one section of kind 0.
    message: () => Buffer.alloc(5),
    // No flags; the collection; skip 0, return 1.
    query: () => Buffer.concat([Buffer.alloc(4), Buffer.from(`${namespace}\0`, 'latin1'), int32s(0, -1)]),
    // Flags, cursor (two halves), starting from, one document.
    reply: () => int32s(0, 0, 0, 0, 1),
  }[kind]();
  const length = headerBytes + before.length + content.length;
  return Buffer.concat([int32s(length, requestId, responseTo, opcodes[kind]), before, content]);
}

/** Splits the data of one connection into whole messages. */
export class MessageSplitter {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): readonly Buffer[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const messages: Buffer[] = [];
    while (this.#rest.length >= headerBytes) {
      const length = this.#rest.readInt32LE(0);
      if (length < headerBytes) throw new Error(`A message cannot be ${length} bytes long.`);
      if (this.#rest.length < length) break;
      messages.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(length);
    }
    return messages;
  }
}

function readSections(bytes: Buffer): WireDocument {
  let document: WireDocument = {};
  const sequences: WireDocument = {};
  for (let at = 0; at < bytes.length;) {
    const kind = bytes[at];
    const length = bytes.readInt32LE(at + 1);
    if (kind === 0) document = readDocument(bytes, at + 1);
    else if (kind === 1) Object.assign(sequences, readSequence(bytes.subarray(at + 1, at + 1 + length)));
    else throw new Error(`A section of kind ${kind} is not known here.`);
    at += 1 + length;
  }
  return { ...document, ...sequences };
}

/** A section of kind 1: its length, the name of a field, and documents up to its end. */
function readSequence(bytes: Buffer): WireDocument {
  const endOfName = bytes.indexOf(0, 4);
  const documents: WireDocument[] = [];
  for (let at = endOfName + 1; at < bytes.length; at += bytes.readInt32LE(at)) documents.push(readDocument(bytes, at));
  return { [bytes.toString('utf8', 4, endOfName)]: documents };
}

function readDocument(bytes: Buffer, at: number): WireDocument {
  return BSON.deserialize(bytes.subarray(at, at + bytes.readInt32LE(at)), asSent);
}

function int32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeInt32LE(value, index * 4));
  return bytes;
}
