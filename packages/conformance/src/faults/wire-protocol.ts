/** What a client requests from a server: to read or to write. */
export type Asked = 'read' | 'write';

/**
 * What a {@link FaultyLine} needs to know about a protocol to recognize writes, reads and handshakes.
 *
 * It receives each chunk separately and stores nothing, so check how a chunk begins, or search it for words. A long
 * request arrives in several chunks; the kind of request stays the same until a chunk asks for something else.
 *
 * @example
 * ```ts
 * const protocol: WireProtocol = {
 *   asks: (bytes) => (bytes[0] === 0x57 ? 'write' : bytes[0] === 0x52 ? 'read' : undefined),
 *   acknowledges: (bytes) => bytes.toString('latin1').startsWith('OK'),
 * };
 * ```
 */
export interface WireProtocol {
  /** Returns what these bytes of a client request. `undefined` means a login, the rest of a request, or the like. */
  asks(bytes: Buffer): Asked | undefined;
  /** Whether these bytes of the server report that a write was executed or refused. */
  acknowledges(bytes: Buffer): boolean;
}
