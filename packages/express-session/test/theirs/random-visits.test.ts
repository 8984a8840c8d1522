import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../../test/runs.js';
import { type Library, original, ours, type RequestSession, type SessionRequest } from './library.js';
import type { Reply } from './site.js';
import { Trial } from './trial.js';

type Step = 'read' | 'regenerate' | 'destroy' | 'save' | 'reload' | 'touch' | 'unset' | Setting;
interface Setting {
  readonly name: string;
  readonly value: unknown;
}

interface Given {
  readonly saveUninitialized: boolean;
}

interface RandomVisit {
  readonly steps: readonly Step[];
  /** Milliseconds since the visit before. */
  readonly pause: number;
  /** Sends the cookie of that visit instead of the last one. */
  readonly formerCookie: number | undefined;
}

const setting = fc.record({
  name: fc.constantFrom('a', 'b', 'list', 'maxAge', 'httpOnly'),
  value: fc.constantFrom<unknown>(1, 'text', { deep: { list: [1] } }, undefined),
});
const method = fc.constantFrom<Step>('read', 'regenerate', 'destroy', 'save', 'reload', 'touch', 'unset');
const visits: fc.Arbitrary<RandomVisit[]> = fc.array(
  fc.record({
    steps: fc.array(fc.oneof({ weight: 3, arbitrary: setting }, { weight: 2, arbitrary: method }), { maxLength: 5 }),
    pause: fc.constantFrom(1, 5000, 70_000),
    formerCookie: fc.option(fc.nat(5), { nil: undefined, freq: 8 }),
  }),
  { maxLength: 6 },
);
const options = fc.record({
  saveUninitialized: fc.boolean(),
  rolling: fc.boolean(),
  unset: fc.constantFrom('keep', 'destroy'),
  cookie: fc.constantFrom<object>({}, { maxAge: 60_000 }, { maxAge: 60_000, sameSite: 'strict' }),
});

test('random visits of one browser after another look as with express-session', async () => {
  await fc.assert(
    fc.asyncProperty(options, visits, async (given, plan) => {
      const [theirs, mine] = [await seenIn(original, given, plan), await seenIn(ours, given, plan)];
      expect(mine).toEqual(theirs);
    }),
    { numRuns: runs(50) },
  );
});

/** What a browser and a handler see. */
async function seenIn(library: Library, given: Given, plan: readonly RandomVisit[]): Promise<unknown[]> {
  const trial = new Trial(library);
  try {
    let steps: readonly Step[] = [];
    const site = await trial.serve({ resave: false, ...given }, async (request, response) => {
      const notes: unknown[] = [];
      if (steps.length > 0 && !given.saveUninitialized) fill(request);
      for (const step of steps) notes.push(await take(step, request));
      response.end(JSON.stringify(notes));
    });
    const cookies: (string | undefined)[] = [];
    const seen: unknown[] = [];
    for (const { steps: next, pause, formerCookie } of plan) {
      steps = next;
      // For a minute, core knows the key that a regenerated session had, and begins no session for it.
      trial.advance(formerCookie === undefined ? pause : 70_000);
      const cookie = formerCookie === undefined ? cookies.at(-1) : cookies[formerCookie];
      const reply = await site.visit({ cookie });
      const sent = sentBy(reply);
      seen.push({
        status: reply.status,
        notes: JSON.parse(reply.text || 'null') as unknown,
        sent: describe(sent, cookie),
      });
      cookies.push(sent ? `${sent.name}=${sent.value}` : removes(reply) ? undefined : cookie);
    }
    return seen;
  } finally {
    trial.close();
  }
}

/** A removal is not looked at: express-session leaves the cookie of a session that has ended. */
function sentBy({ cookies }: Reply): Reply['cookies'][number] | undefined {
  return cookies.find(({ value }) => value !== '');
}

function removes({ cookies }: Reply): boolean {
  return cookies.some(({ value }) => value === '');
}

function describe(sent: Reply['cookies'][number] | undefined, before: string | undefined): unknown {
  return sent && { attributes: sent.attributes, isSameKey: before === `${sent.name}=${sent.value}` };
}

/** An empty session is not stored here, even after `regenerate`, as long as `saveUninitialized` is false. */
function fill({ session }: SessionRequest): void {
  session['kept'] = true;
}

async function take(step: Step, request: SessionRequest): Promise<unknown> {
  const session = request.session as RequestSession | undefined;
  if (!session) return 'no session';
  if (step === 'read') return seenData(session);
  if (step === 'unset') {
    (request as { session: unknown }).session = null;
    return 'unset';
  }
  if (step === 'touch') return void session.touch();
  if (typeof step === 'string') {
    const failure = await new Promise((resolve) => {
      session[step]((error?: unknown) => resolve(error));
    });
    if (step === 'regenerate') fill(request);
    return [step, Boolean(failure), request.session && seenData(request.session)];
  }
  return set(session, step);
}

function set(session: RequestSession, { name, value }: Setting): void {
  // Here a cookie is sent again when only its settings have changed, there only when the data has changed, too.
  if (name === 'maxAge' || name === 'httpOnly') session['changes'] = Number(session['changes'] ?? 0) + 1;
  if (name === 'maxAge') session.cookie.maxAge = 30_000;
  else if (name === 'httpOnly') session.cookie.httpOnly = false;
  else if (name === 'list')
    ((session['list'] ??= []) as unknown[]).push(value === undefined ? 0 : structuredClone(value));
  else if (value === undefined) delete session[name];
  else session[name] = structuredClone(value);
}

function seenData(session: RequestSession): unknown {
  const { cookie, ...data } = session;
  return [
    Object.entries(data).toSorted(([one], [two]) => (one < two ? -1 : 1)),
    cookie.originalMaxAge,
    cookie.httpOnly,
  ];
}
