import { expect, it } from 'vitest';
import { createKeyAndId } from '../session-key.js';
import { CommitQueue } from './commit-queue.js';

it('lets commits of one session follow each other, failed ones too, and others pass', async () => {
  const queue = new CommitQueue();
  const [{ id }, other] = [await createKeyAndId(), await createKeyAndId()];
  const log: string[] = [];
  let open!: () => void;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = queue.run(id, async () => {
    log.push('first begins');
    await gate;
    log.push('first fails');
    throw new Error('first');
  });
  const second = queue.run(id, () => Promise.resolve(log.push('second')));
  await queue.run(other.id, () => Promise.resolve(log.push('other')));
  open();
  await expect(first).rejects.toThrow('first');
  await second;
  expect(log).toEqual(['first begins', 'other', 'first fails', 'second']);
});
