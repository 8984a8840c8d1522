export { SessionSockets } from './session-sockets.js';
export type { SessionSocketsOptions } from './socket-options.js';
export type { SocketVisitor } from './socket-visitor.js';
export type { SocketEnd } from './admission.js';
export type { ClosableSocket } from './attached-socket.js';
export type { HandshakeRequest } from './handshake.js';
