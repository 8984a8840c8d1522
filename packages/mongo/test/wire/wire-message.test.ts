import { BSON } from 'mongodb';
import { expect, it } from 'vitest';
import { MessageSplitter, readMessage, type WireMessage, writeMessage } from './wire-message.js';

const head = { requestId: 7, responseTo: 3 };

it.each(['message', 'reply', 'query'] as const)(
  'a written message is read with the same types of numbers: %s',
  (kind) => {
    const document = { insert: 'a', n: new BSON.Int32(1), long: BSON.Long.fromNumber(2), double: new BSON.Double(1) };
    const message: WireMessage = { kind, ...head, document, ...(kind === 'query' && { namespace: 'admin.$cmd' }) };
    const bytes = writeMessage(message);
    expect(bytes.readInt32LE(0)).toBe(bytes.length);
    expect(readMessage(bytes)).toEqual(message);
  },
);

it('sequences of documents become fields of the command, and a checksum is ignored', () => {
  const plain = writeMessage({ kind: 'message', ...head, document: { insert: 'a' } });
  const documents = [{ _id: 'one' }, { _id: 'two' }].map((document) => Buffer.from(BSON.serialize(document)));
  const content = Buffer.concat([Buffer.from('documents\0'), ...documents]);
  const section = Buffer.alloc(5);
  section[0] = 1;
  section.writeInt32LE(content.length + 4, 1);
  const whole = Buffer.concat([plain, section, content, Buffer.alloc(4)]);
  whole.writeInt32LE(whole.length, 0);
  whole.writeUInt32LE(1, 16);
  expect(readMessage(whole).document).toEqual({ insert: 'a', documents: [{ _id: 'one' }, { _id: 'two' }] });
});

it('a stream is split into messages, however it was divided', () => {
  const messages = [1, 2, 3].map((n) => writeMessage({ kind: 'message', ...head, document: { ping: 'x'.repeat(n) } }));
  const stream = Buffer.concat(messages);
  for (let size = 1; size <= stream.length; size++) {
    const splitter = new MessageSplitter();
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) found.push(...splitter.push(stream.subarray(at, at + size)));
    expect(found).toEqual(messages);
  }
});

it('invalid messages and unknown kinds are refused', () => {
  expect(() => new MessageSplitter().push(Buffer.alloc(16))).toThrow(/cannot be 0 bytes long/);
  const compressed = writeMessage({ kind: 'message', ...head, document: {} });
  compressed.writeInt32LE(2012, 12);
  expect(() => readMessage(compressed)).toThrow(/kind 2012 is not known/);
});
