import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApplicationName, applications } from './applications.js';
import type { Application } from './request-kinds.js';

// Each application has its own process, so that its CPU time and garbage collection are its own.
const [name, address = ''] = process.argv.slice(2) as [ApplicationName, string?];
const application: Application = applications[name];
const server = createServer(await application(address));
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
process.on('message', () => process.send!(process.cpuUsage()));
process.on('disconnect', () => process.exit(0));
