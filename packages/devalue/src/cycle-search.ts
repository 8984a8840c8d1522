/**
 * How deep containers may be nested: an application's hundred, and room for the envelope that core puts around them.
 */
export const maxDepth = 128;

/** In place of the earliest place that a node reaches: it cannot become part of a cycle any more. */
const done = -1;

/**
 * Watches the traversal of a graph for cycles through instances of registered classes. Such an instance would have to
 * be made from a value that is incomplete until the instance is made.
 *
 * This is Tarjan's algorithm for strongly connected components, reduced to that one question. A node's place is its
 * number in the order of first visits.
 */
export class CycleSearch<Node> {
  readonly #places = new Map<Node, number>();
  /** By place: the earliest place that the node has been seen to reach, or {@link done}. */
  readonly #lowest: number[] = [];
  /** The places that are not {@link done}. */
  readonly #pending: number[] = [];
  /** The places of the nodes that are being visited, from the outside in; and of the instances among them. */
  readonly #open: number[] = [];
  readonly #openInstances = new Set<number>();

  get depth(): number {
    return this.#open.length;
  }

  has(node: Node): boolean {
    return this.#places.has(node);
  }

  enter(node: Node, isInstance: boolean): void {
    const place = this.#lowest.length;
    this.#places.set(node, place);
    this.#lowest.push(place);
    this.#pending.push(place);
    this.#open.push(place);
    if (isInstance) this.#openInstances.add(place);
  }

  /** Notes a reference to a node that was entered before; returns `false` if it closes a cycle through an instance. */
  refer(node: Node): boolean {
    const place = this.#places.get(node);
    if (place === undefined || this.#lowest[place] === done) return true;
    this.#lower(place);
    return !this.#openInstances.has(place);
  }

  /** Leaves the innermost node; returns `false` if it is an instance within a cycle. */
  leave(): boolean {
    const place = this.#open.pop();
    if (place === undefined) return true;
    const isInstance = this.#openInstances.delete(place);
    const lowest = this.#lowest[place]!;
    if (lowest < place) {
      this.#lower(lowest);
      return !isInstance;
    }
    for (let last; last !== place;) {
      last = this.#pending.pop()!;
      this.#lowest[last] = done;
    }
    return true;
  }

  #lower(place: number): void {
    const innermost = this.#open.at(-1);
    if (innermost !== undefined) this.#lowest[innermost] = Math.min(this.#lowest[innermost]!, place);
  }
}
