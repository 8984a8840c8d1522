import type { Asked, WireProtocol } from '../wire-protocol.js';

/** Both protocols send statements as text, prepared or not. */
function statement(bytes: Buffer): Asked | undefined {
  const text = bytes.toString('latin1');
  if (/\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|REPLACE INTO)\b/i.test(text)) return 'write';
  return /\bSELECT\b/i.test(text) ? 'read' : undefined;
}

/** The protocol of PostgreSQL, CockroachDB and YugabyteDB, without TLS. */
export const postgresqlProtocol: WireProtocol = {
  asks: statement,
  // CommandComplete carries the statement's name and its count as text.
  acknowledges: (bytes) => /C....(INSERT 0|UPDATE|DELETE|MERGE) \d+\0/s.test(bytes.toString('latin1')),
};

/** The protocol of MySQL and MariaDB, without TLS. */
export const mysqlProtocol: WireProtocol = {
  asks: statement,
  // An OK packet at the start of a response. The response to a PREPARE begins alike, but is always twelve bytes long.
  acknowledges(bytes) {
    for (let at = 0; at + 4 < bytes.length;) {
      const length = bytes.readUIntLE(at, 3);
      if (bytes[at + 3] === 1 && bytes[at + 4] === 0 && length !== 12) return true;
      at += 4 + length;
    }
    return false;
  },
};
