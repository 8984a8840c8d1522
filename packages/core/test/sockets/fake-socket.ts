import { EventEmitter } from 'node:events';

/** A socket as that of ws: it hears of its end, and has the states of a WebSocket. */
export class FakeSocket extends EventEmitter {
  readyState = 1;
  readonly closings: string[] = [];

  close(code?: number, reason?: string): void {
    this.closings.push(`${code} ${reason}`);
    this.readyState = 2;
  }

  /** The client has left. */
  leave(): void {
    this.readyState = 3;
    this.emit('close');
  }
}
