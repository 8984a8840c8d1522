import { nodeOfDraft } from './draft-node.js';

type Method = (this: unknown, ...values: unknown[]) => unknown;

const { shift, unshift, splice } = Array.prototype as unknown as Record<'shift' | 'unshift' | 'splice', Method>;

/**
 * The methods that move all items behind the one they change. Through a draft each move is a call of its own, and a loop of them as
 * slow as a square; on the array itself it is nearly nothing.
 */
export const movingMethods: ReadonlyMap<unknown, Method> = new Map(
  [shift, unshift, splice].map((run) => [run, move(run)]),
);

function move(run: Method): Method {
  return function (this: unknown, ...values: unknown[]): unknown {
    const node = nodeOfDraft(this);
    return node?.run.prepareMove(node) ? node.run.move(node, run, values) : Reflect.apply(run, this, values);
  };
}
