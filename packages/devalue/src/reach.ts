/** How deep containers may lie in one another: an application's hundred, and room for the envelope that core puts around them. */
export const maxDepth = 128;

/**
 * Watches a walk through a graph for cycles that run through instances of registered classes: such an instance would have to be
 * made from something that is not complete before it is made itself.
 *
 * Tarjan's algorithm for strongly connected components, with the one question that is asked of them here.
 */
export class Reach<Node> {
  /** In the order of the first visit. */
  readonly #places = new Map<Node, number>();
  /** Visited, and perhaps part of a cycle with what is still open. */
  readonly #stack: Node[] = [];
  readonly #onStack = new Set<Node>();
  readonly #openInstances = new Set<Node>();
  /** The open ones from the outside in, with the earliest node that each has been seen to reach. */
  readonly #open: { readonly node: Node; readonly place: number; readonly isInstance: boolean; lowest: number }[] = [];

  get depth(): number {
    return this.#open.length;
  }

  has(node: Node): boolean {
    return this.#places.has(node);
  }

  enter(node: Node, isInstance: boolean): void {
    const place = this.#places.size;
    this.#places.set(node, place);
    this.#stack.push(node);
    this.#onStack.add(node);
    if (isInstance) this.#openInstances.add(node);
    this.#open.push({ node, place, isInstance, lowest: place });
  }

  /** Notes a reference to a node that was entered before; `false` when it closes a cycle through an instance. */
  refer(node: Node): boolean {
    if (!this.#onStack.has(node)) return true;
    this.#lower(this.#places.get(node) ?? 0);
    return !this.#openInstances.has(node);
  }

  /** Leaves the innermost node; `false` when it is an instance within a cycle. */
  leave(): boolean {
    const left = this.#open.pop();
    if (!left) return true;
    const { node, place, isInstance, lowest } = left;
    this.#openInstances.delete(node);
    if (lowest < place) {
      this.#lower(lowest);
      return !isInstance;
    }
    for (let last; last !== node;) {
      last = this.#stack.pop() as Node;
      this.#onStack.delete(last);
    }
    return true;
  }

  #lower(place: number): void {
    const innermost = this.#open.at(-1);
    if (innermost) innermost.lowest = Math.min(innermost.lowest, place);
  }
}
