import { setUp } from '../set-up.js';

/** A visitor with a session, and one without; and the next event of a name, as a promise. */
export async function known() {
  const bench = setUp();
  const { key, id } = await bench.sessions.create({ data: { visits: 1 }, secure: false });
  const data = async () => (await bench.sessions.inspect(id))!.decoded();
  const hears = (name: 'saved' | 'unsaved') =>
    new Promise<unknown>((resolve) => {
      const stop = bench.sessions.on(name, (event) => {
        stop();
        resolve(event);
      });
    });
  return { ...bench, id, cookie: `sid=${key}`, data, hears };
}

export type Bench = Awaited<ReturnType<typeof known>>;
