import { EventEmitter } from 'node:events';
import type { SocketVisitor } from '@sess/core/sockets';

/** Data of a visitor's session: how many messages the visitor has sent. */
export interface Chat {
  said: number;
}

export class Room extends EventEmitter<{ message: [text: string] }> {
  /** Returns `false` if the visitor's session has ended. */
  async say(visitor: SocketVisitor<Chat>, text: string): Promise<boolean> {
    const isLive = await visitor.edit((session) => session.update('said', 0, (said) => said + 1));
    if (isLive) this.emit('message', `${visitor.owner}: ${text}`);
    return isLive;
  }

  /** Returns a function that stops it. */
  hear(listener: (text: string) => void): () => void {
    this.on('message', listener);
    return () => this.off('message', listener);
  }
}
