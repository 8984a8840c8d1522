import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { ignoreSecondEnd } from './second-end.js';

function emitting(code: string, response = new EventEmitter()): () => void {
  ignoreSecondEnd(response as never);
  return () => void response.emit('error', Object.assign(new Error(code), { code }));
}

it('ignores the error of a second end, and no other', () => {
  expect(emitting('ERR_STREAM_WRITE_AFTER_END')).not.toThrow();
  expect(emitting('ERR_HTTP_CONTENT_LENGTH_MISMATCH')).toThrow('ERR_HTTP_CONTENT_LENGTH_MISMATCH');
});

it('leaves other errors to a listener of the application', () => {
  expect(
    emitting(
      'EPIPE',
      new EventEmitter().on('error', () => undefined),
    ),
  ).not.toThrow();
});
