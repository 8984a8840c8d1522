/** What a client asks of a server: to read, or to write. */
export type Asked = 'read' | 'write';

/**
 * What a {@link FaultyLine} has to know of the bytes that pass to tell one write from another, and from a greeting.
 *
 * It sees each chunk as it comes and keeps nothing, so look at how a chunk begins, or search it for words; a long
 * request comes in several, and what the first one asked stands until another asks for something else.
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
  /** What these bytes of a client ask for; `undefined`: nothing that could be lost, as a login, or the rest of a request. */
  asks(bytes: Buffer): Asked | undefined;
  /** Whether these bytes of the server say that a write was carried out, or that it was decided not to be. */
  acknowledges(bytes: Buffer): boolean;
}
