const document = Buffer.from('1e0000001070696e67000100000002246462000600000061646d696e0000', 'hex');

/** `{ ping: 1, $db: 'admin' }` as an OP_MSG. A MongoDB sends nothing before a request. */
export const mongodbPing = Buffer.alloc(21 + document.length);
mongodbPing.writeInt32LE(mongodbPing.length, 0);
mongodbPing.writeInt32LE(1, 4);
mongodbPing.writeInt32LE(2013, 12);
document.copy(mongodbPing, 21);
