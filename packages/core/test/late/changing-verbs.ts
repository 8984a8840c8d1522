import type { Session } from '../../src/session/session.js';
import type { Shop } from '../set-up.js';

export type Verb = (session: Session<Shop>) => unknown;

/** Every verb that changes a session, except `reload`, which drops pending changes, and `save`, which stores them. */
export const verbs: Readonly<Record<string, Verb>> = {
  set: (session) => session.set('visits', 2),
  delete: (session) => session.delete('visits'),
  pop: (session) => session.pop('visits'),
  setDefault: (session) => session.setDefault('tags', ['new']),
  clear: (session) => session.clear(),
  update: (session) => session.update('visits', 0, (count) => count + 1),
  flash: (session) => session.flash('later', 'Hello'),
  takeFlash: (session) => session.takeFlash('notice'),
  start: (session) => session.start(),
  signIn: (session) => session.signIn('alice'),
  regenerate: (session) => session.regenerate(),
  'expire after': (session) => session.expire({ after: { minutes: 20 } }),
  'expire with the browser': (session) => session.expire('browser-close'),
  destroy: (session) => session.destroy(),
};
