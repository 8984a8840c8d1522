import { textsThatCollide } from '../../fixture/values/colliding-texts.js';
import { textsThatDifferAtTheEnd } from '../../fixture/values/long-texts.js';

/** The characters that the name of a cookie may have besides letters and digits (RFC 6265, RFC 9110). */
export const separators = Array.from("!#$%&'*+-.^_`|~");

/** A name and another one that a store must tell from it. Both are valid as names of cookies. */
export interface AlikeNames {
  readonly name: string;
  readonly other: string;
}

const groups: readonly (readonly string[])[] = [
  ['sid', 'Sid', 'SID', 'sID', 'siD', 'si', 'id', 's', 'sidsid', 'sid0', 'sid1', 'sid2', 'sid01', 'sid1.0', 'sid+1'],
  ['sid', '__Host-sid', '__Secure-sid', '__Http-sid', '__Host-Http-sid', '__host-sid', '__HOST-sid', '__Host-Sid'],
  ['sid', '__sid', '_sid', '-sid', '.sid', 'Host-sid', '__Host-', '__Host', 'sid.1', 'sid.2', 'sid.', 'sid~', 'sid-'],
  ['sid', '%73id', 's%69d', 'sid%20', 'sid+', 'sid%00', '&sid', 'sid&', '$sid', 'sid!', "'sid'", 'sid*', '*', 'sid|'],
  ['a-b', 'a_b', 'a.b', 'a+b', 'ab', 'aB', 'a--b', 'a%2Db', 'b-a', 'a-b-', 'a-c', 'b-b', 'a%2Fb'],
  ['1', '01', '1.0', '1e0', '+1', '10', '0x1'],
  ['1000', '1e3', '1E3', '1000.0', '1_000'],
  ['9007199254740992', '9007199254740993', '9007199254740992.0'],
  ['true', 'True', '1', 'null', 'undefined', 'NaN', '__proto__', 'constructor', 'toString'],
];

const purposes: readonly string[] = [
  'session Sessions SESSIONS sessions2 sessionS essions sess\u0131ons s\u0435ssions'.split(' '),
  [' sessions', 'sessions ', 'sessions\n', 'sessions\u200b', '%73essions'],
  ['sessions/', 'sessions:1', 'sessions,sessions'],
].flat();

/** Returns names of cookies that a store takes for one another if it cuts, folds, decodes or hashes them. */
export function alikeNames(): AlikeNames[] {
  const pairs = groups.flatMap((group) =>
    group.flatMap((name) => group.filter((other) => other !== name).map((other) => ({ name, other }))),
  );
  const long = [...textsThatDifferAtTheEnd('shop'), ...[2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 48, 200].map(differingAt)];
  const colliding = textsThatCollide('').map(({ texts }) => texts);
  return [...pairs, ...[...long, ...colliding].map(([name, other]) => ({ name, other }))];
}

/** Returns purposes of that kind. They are fewer, because each needs an instance. */
export function alikePurposes(): AlikeNames[] {
  const long = [4, 8, 16, 24, 32, 64, 255].map(differingAt);
  const hashes = /^(CRC-32|FNV-1a|Java|the first bytes of (SHA-256|SHA-1|MD5))/;
  const colliding = textsThatCollide('').filter(({ hash }) => hashes.test(hash));
  const pairs = [...long, ...colliding.map(({ texts }) => texts)].map(([name, other]) => ({ name, other }));
  return [...purposes.map((other) => ({ name: 'sessions', other })), ...pairs];
}

/** Returns two names of which only the character after this many differs. */
function differingAt(length: number): readonly [string, string] {
  return [`${'n'.repeat(length)}1${'n'.repeat(20)}`, `${'n'.repeat(length)}2${'n'.repeat(20)}`];
}

/** Returns this name with each of its characters changed in turn. */
export function* changedNames(name: string): Generator<string> {
  for (let at = 0; at < name.length; at++) {
    const letter = name[at] ?? '';
    const swapped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    for (const other of new Set([swapped, letter === 'q' ? 'r' : 'q', letter === '7' ? '8' : '7'])) {
      if (other !== letter) yield name.slice(0, at) + other + name.slice(at + 1);
    }
  }
}
