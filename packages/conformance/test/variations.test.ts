import { describe, expect, it } from 'vitest';
import { type Ability, testSessionStore } from '../src/index.js';
import { CollectingRunner } from './collecting-runner.js';
import {
  clearsOneACall,
  countsOnlyLive,
  freezes,
  hasAccessors,
  leavesExpired,
  listsOneAPage,
  namingTooMuch,
  needsThis,
  refusesCrowds,
  refusesLongOwners,
} from './unusual-stores.js';
import { everyAbility, type Variation, variedSubject } from './varied-store.js';

const day = 86_400_000;

/** The laws that cannot run on a subject without optional members, by what they need. */
const withoutOptionalMembers = {
  construct: ['5'],
  parts: ['6'],
  dump: ['47b', '92', '154', '168'],
  openElsewhere: ['95'],
  outage: ['97a', '97b', '99g', '100', '121b', '126', '147', '149'],
  'outage.freeze': ['98', '98c', '104d'],
  'outage.delay': ['98d', '151b'],
  'outage.loseAnswers': ['99a', '99f'],
  'outage.loseNextAnswer': ['37c', '99b', '99c', '99d'],
  'outage.loseRequests': ['37b', '99e'],
  'outage.traffic': ['142'],
  forget: ['101'],
  unprepared: ['103a', '103b'],
  ping: ['104b'],
};
const withoutTouch = { touch: ['39a', '39b', '40'] };
const withoutClearing = { deleteExpired: ['80a', '80b', '80c', '80d', '81', '82', '83a', '83b', '83c', '84', '85'] };
const withoutCounting = { countExpired: ['122', '122b'] };
const withoutDiagnosis = { diagnose: ['123'] };
const withoutOwners = {
  owners: [
    '156',
    '47a',
    '86',
    '86b',
    '86c',
    '86d',
    '87',
    '88',
    '88b',
    '88c',
    '89a',
    '89b',
    '89c',
    '89d',
    '89e',
    '89f',
    '90a',
    '90b',
    '90c',
    '137',
    '91',
    '51b',
    '37d',
  ],
};
const withoutClose = { close: ['104a', '104b', '104c', '104d'], ping: [], 'outage.freeze': ['98', '98c'] };
const withoutAttributes = { attributes: ['7c', '35c', '138', '139'] };
/** A law that moves the clock by hours cannot wait that long. */
const inRealTime = {
  'a given clock': [
    '155',
    '10c',
    '133d',
    '136c',
    '58',
    '80d',
    '81',
    '83c',
    '43',
    '44',
    '51b',
    '62',
    '63',
    '64a',
    '64b',
    '65',
  ],
};

const without = (...left: readonly Ability[]) => everyAbility.filter((ability) => !left.includes(ability));

interface Row {
  readonly name: string;
  readonly variation: Variation;
  readonly unclaimed?: Readonly<Record<string, readonly string[]>>;
}

/** Correct stores that each differ in one respect; the last differs in all. The slowest come first. */
const rows: readonly Row[] = [
  { name: 'uses the real time', variation: { time: 'real' }, unclaimed: inRealTime },
  {
    name: 'uses the real time, in whole seconds',
    variation: { time: 'real', limits: { expiryGranularityMs: 1000 } },
    unclaimed: inRealTime,
  },
  { name: 'has every ability', variation: {} },
  {
    name: 'has no touch',
    variation: { claims: without('touch') },
    unclaimed: withoutTouch,
  },
  {
    name: 'leaves expiry to its backend',
    variation: { claims: without('deleteExpired', 'countExpired') },
    unclaimed: { ...withoutClearing, ...withoutCounting },
  },
  {
    name: 'does not count the expired',
    variation: { claims: without('countExpired') },
    unclaimed: withoutCounting,
  },
  {
    name: 'has nothing to look for',
    variation: { claims: without('diagnose') },
    unclaimed: withoutDiagnosis,
  },
  {
    name: 'does not find sessions by owner',
    variation: { claims: without('owners') },
    unclaimed: { ...withoutOwners, owners: [...withoutOwners.owners, '85'] },
  },
  {
    name: 'has nothing to close',
    variation: { claims: without('close') },
    unclaimed: withoutClose,
  },
  { name: 'keeps no attributes', variation: { keepsAttributes: false }, unclaimed: withoutAttributes },
  { name: 'returns no version', variation: { returnsVersions: false } },
  { name: 'keeps 4 KB for 400 days', variation: { limits: { maxPayloadBytes: 4096 }, longestMs: 400 * day } },
  { name: 'keeps whole seconds', variation: { limits: { expiryGranularityMs: 1000 } } },
  { name: 'clears one record with each call', variation: { unusual: () => clearsOneACall } },
  { name: 'has an index that names too much', variation: { unusual: namingTooMuch } },
  { name: 'lists one session on each page', variation: { unusual: () => listsOneAPage } },
  { name: 'refuses owners over 256 characters', variation: { unusual: () => refusesLongOwners } },
  { name: "leaves an owner's expired records", variation: { unusual: () => leavesExpired } },
  { name: "does not count an owner's expired records", variation: { unusual: () => countsOnlyLive } },
  { name: 'freezes what it returns', variation: { unusual: () => freezes } },
  { name: 'returns instances of classes', variation: { unusual: () => hasAccessors } },
  { name: 'refuses more than 100 calls at once', variation: { unusual: () => refusesCrowds } },
  { name: 'needs its this', variation: { unusual: () => needsThis } },
  {
    name: 'has only what every store must have',
    variation: {
      claims: [],
      keepsAttributes: false,
      returnsVersions: false,
      limits: { maxPayloadBytes: 4096, expiryGranularityMs: 1000 },
      longestMs: 400 * day,
    },
    unclaimed: {
      ...withoutTouch,
      ...withoutClearing,
      ...withoutCounting,
      ...withoutOwners,
      ...withoutDiagnosis,
      ...withoutClose,
      ...withoutAttributes,
    },
  },
];

function inOrder(laws: Readonly<Record<string, readonly string[]>>): Record<string, readonly string[]> {
  const entries = Object.entries(laws).filter(([, numbers]) => numbers.length > 0);
  return Object.fromEntries(entries.map(([need, numbers]) => [need, numbers.toSorted()]));
}

// Concurrent, because the stores that use the real time mostly wait.
describe.concurrent('exactly the expected laws are not claimed and all others pass, for a store that', () => {
  it.each(rows)('$name', { timeout: 600_000 }, async ({ name, variation, unclaimed }) => {
    const runner = new CollectingRunner();
    const options = { effort: 'quick', frozenMs: 30 } as const;
    const { laws } = testSessionStore(runner, variedSubject(`a store that ${name}`, variation), options);
    await runner.run();
    expect(laws.flatMap(({ outcome, reason }) => (outcome === 'failed' ? [reason] : []))).toEqual([]);
    const seen: Record<string, string[]> = {};
    for (const { law, outcome, reason = '' } of laws) {
      if (outcome !== 'passed') (seen[reason] ??= []).push(law);
    }
    expect(inOrder(seen)).toEqual(inOrder({ ...withoutOptionalMembers, ...unclaimed }));
  });
});
