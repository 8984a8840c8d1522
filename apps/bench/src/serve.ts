import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Contestant, createContestant } from './contestants.js';

// A process of its own for each contestant: one's garbage is not another's pause.
const server = createServer(createContestant(process.argv[2] as Contestant));
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));
