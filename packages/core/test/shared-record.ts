import type { ConflictDecision } from '../src/changes/change-replay.js';
import type { Serializer } from '../src/contract/serializer.js';
import { jsonSerializer } from '../src/payload/json-serializer.js';
import { SessionChanges, type Values } from '../src/changes/session-changes.js';
import { ValueCopies } from '../src/changes/value-copies.js';

export type Data = Record<string, unknown>;

const lastWins: ConflictDecision = (_key, { mine }) => mine;

/** A record that several requests share, with the optimistic loop of core. */
export function sharedRecord(
  initial: Data,
  decide: ConflictDecision = lastWins,
  serializer: Serializer = jsonSerializer,
) {
  let text = JSON.stringify(initial);
  let version = 0;
  const parse = (of: string): Values => JSON.parse(of) as Data;
  const conflicts: string[] = [];
  const recordConflict: ConflictDecision = (key, values, broken) => {
    conflicts.push(key);
    return decide(key, values, broken);
  };
  return {
    conflicts,
    get data() {
      return JSON.parse(text) as Data;
    },
    open() {
      const changes = new SessionChanges(new ValueCopies(serializer), parse(text));
      let seen = version;
      return {
        changes,
        /** Begins an attempt. The returned function ends it and returns the result. */
        send() {
          const kind = changes.kind();
          const sent = JSON.stringify(changes.toObject());
          changes.beginWrite();
          return () => {
            if (kind === 'same') return 'same';
            if (seen !== version) {
              changes.rebase(parse(text), recordConflict);
              seen = version;
              return 'conflict';
            }
            text = sent;
            seen = ++version;
            changes.confirmWrite(parse(text));
            return 'written';
          };
        },
        commit() {
          while (this.send()() === 'conflict');
        },
      };
    },
  };
}
