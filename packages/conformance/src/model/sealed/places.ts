import type { SealedStore } from '@sess/core';
import { newSealingKey, type SealedFixture } from '../../fixture/sealed-fixture.js';
import type { SealingKey } from '../../suite/sealed-subject.js';

/** An instance of the store, and what the contract makes of its options. */
export interface Place {
  /** What lines call it, and how it is opened. */
  readonly name: string;
  readonly opening: string;
  readonly keys: readonly SealingKey[];
  readonly nextKeys: readonly SealingKey[];
  readonly purpose: string;
  store: SealedStore;
  isClosed: boolean;
}

/** Names of cookies, alike in what stores are known to cut off, fold or hash. */
export const cookieNames: readonly string[] = [
  '__Host-sid',
  'sid',
  'SID',
  'sid2',
  `__Host-${'shop-'.repeat(12)}1`,
  `__Host-${'shop-'.repeat(12)}2`,
];

/** Returns a key that differs from this one in the last byte of its secret, and has its name. */
function alike({ name, secret }: SealingKey, at: number): SealingKey {
  const bytes = Buffer.from(secret, 'base64url');
  bytes[at] = (bytes[at] ?? 0) ^ 0x20;
  return { name, secret: bytes.toString('base64url') };
}

/** Opens instances whose keys, names of keys and purposes are alike. */
export async function openPlaces(fixture: SealedFixture): Promise<Place[]> {
  const claims = fixture.subject.claims ?? [];
  const first = newSealingKey();
  const second = { ...newSealingKey(), name: first.name.slice(0, 5) };
  const third = { ...newSealingKey(), name: `${first.name.slice(0, -1)}${first.name.endsWith('0') ? '1' : '0'}` };
  const names = new Map([
    [first, 'k1'],
    [second, 'k2'],
    [third, 'k3'],
  ]);
  const places: Place[] = [];
  const open = async (
    name: string,
    keys: readonly SealingKey[],
    nextKeys: readonly SealingKey[] = [],
    use?: string,
  ) => {
    const purpose = use ?? 'sessions';
    const shown = (ring: readonly SealingKey[]) =>
      `[${ring.map((key) => names.get(key) ?? 'k1 of others').join(', ')}]`;
    const next = nextKeys.length > 0 ? `, nextKeys: ${shown(nextKeys)}` : '';
    const opening = `open({ keys: ${shown(keys)}${next}${use === undefined ? '' : `, purpose: '${use}'`} })`;
    const store = await fixture.openWith({ keys, nextKeys, purpose });
    places.push({ name, opening, keys, nextKeys, purpose, store, isClosed: false });
  };
  await open('one', [first]);
  await open('two', [first]);
  await open('rotated', [second, first]);
  await open('rotatedTwice', [third, second, first]);
  await open('turned', [first, third]);
  await open('later', [third]);
  await open('stranger', [alike(first, 31)]);
  await open('strangerToo', [third, alike(first, 17)]);
  if (claims.includes('next keys')) {
    await open('before', [first], [second]);
    await open('during', [second, first], [third]);
  }
  if (claims.includes('purposes')) {
    await open('inviting', [first], [], 'sessions2');
    await open('shouting', [first], [], 'Sessions');
  }
  return places;
}

/** Opens an instance that was closed once more. */
export async function reopen(fixture: SealedFixture, place: Place): Promise<void> {
  const { keys, nextKeys, purpose } = place;
  place.store = await fixture.openWith({ keys, nextKeys, purpose });
  place.isClosed = false;
}
