import type { Sessions } from '@sess/conformance';
import type { Stage } from '../../../hosts/next-stage';

/** What the running test does. */
export function stage(): Stage {
  return (globalThis as unknown as { stage: Stage }).stage;
}

/** The manager of the running test: each has one of its own, and the server stays. */
export const sessions = new Proxy({} as Sessions, {
  get: (_target, name) => {
    // While Next.js builds the application, there is none.
    const manager = (stage() as Stage | undefined)?.sessions;
    if (!manager) return () => undefined;
    const value: unknown = Reflect.get(manager, name);
    return typeof value === 'function' ? (value.bind(manager) as unknown) : value;
  },
});
