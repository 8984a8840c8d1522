import type { WireProtocol } from '@sess/conformance/faults';

const message = 2013;
const reading = /^(find|getMore|aggregate|count|distinct|listIndexes|listCollections)$/;
const writing = /^(insert|update|delete|findAndModify|bulkWrite|createIndexes|dropIndexes)$/;

/**
 * The protocol of MongoDB since OP_MSG: a command's name is the first name of its document. Without TLS and
 * compression.
 */
export const mongodbProtocol: WireProtocol = {
  asks(bytes) {
    if (bytes.length < 27 || bytes.readInt32LE(12) !== message) return undefined;
    // Header (16), flags (4), kind of section (1), length of the document (4), type of its first field (1).
    const end = bytes.indexOf(0, 26);
    const name = bytes.toString('latin1', 26, end < 0 ? 26 : end);
    if (reading.test(name)) return 'read';
    return writing.test(name) ? 'write' : undefined;
  },
  acknowledges: (bytes) => bytes.length >= 16 && bytes.readInt32LE(12) === message,
};
