import type { WireDocument } from './wire-message.js';

/** What only a member of a replica set or a router adds to its replies, most of it in the handshake. */
const fieldsOfMembers = new Set([
  'setName',
  'setVersion',
  'hosts',
  'passives',
  'arbiters',
  'primary',
  'secondary',
  'arbiterOnly',
  'passive',
  'hidden',
  'tags',
  'me',
  'electionId',
  'lastWrite',
  'msg',
  'opTime',
  'operationTime',
  '$clusterTime',
]);

/** Returns the reply as a standalone sends it, so that the driver neither numbers nor repeats its writes. */
export function asStandalone(reply: WireDocument): WireDocument {
  return Object.fromEntries(Object.entries(reply).filter(([name]) => !fieldsOfMembers.has(name)));
}
