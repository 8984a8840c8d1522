/** Turns values into text and back, without changing them and without running anything that the text says. */
export interface Serializer {
  /**
   * A word of `a-z`, `0-9` and `-`. Core puts it before each payload, unless it is `json`, and so knows which
   * serializer can read it.
   */
  readonly name: string;
  /** @throws {@link SerializeError} with the path of what it cannot keep exactly. */
  serialize(value: unknown): string;
  /** Runs no code and changes no prototype. @throws {@link DeserializeError} for what it did not write. */
  deserialize(payload: string): unknown;
}
