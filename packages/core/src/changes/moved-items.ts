import { nodeOfDraft } from './draft-node.js';

type Method = (this: unknown, ...values: unknown[]) => unknown;

// The cast widens the parameters: `splice` is declared for numbers, and gets whatever the application has passed.
const methods = Array.prototype as unknown as Record<'shift' | 'unshift' | 'splice', Method>;
const { shift, unshift } = methods;
export const { splice } = methods;

/**
 * The methods that move all later items. Through a draft, each moved item takes several calls, so a loop of `shift`
 * would be quadratic. They run on the array itself instead.
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
