import { setUp } from '../set-up.js';

/** A manager, the cookie of a visitor with a session, and a function that waits for the next event of a name. */
export async function visitorFixture() {
  const fixture = setUp();
  const { key, id } = await fixture.sessions.create({ data: { visits: 1 }, secure: false });
  const data = async () => (await fixture.sessions.inspect(id))!.decoded();
  const nextEvent = (name: 'saved' | 'unsaved') =>
    new Promise<unknown>((resolve) => {
      const stop = fixture.sessions.on(name, (event) => {
        stop();
        resolve(event);
      });
    });
  return { ...fixture, id, cookie: `sid=${key}`, data, nextEvent };
}

export type VisitorFixture = Awaited<ReturnType<typeof visitorFixture>>;
