import { around } from './around.behaviours.js';
import type { Subject } from './behaviour.js';
import { cookieOptions } from './cookie-options.behaviours.js';
import { ending } from './ending.behaviours.js';
import { mounting } from './mounting.behaviours.js';
import { options } from './options.behaviours.js';
import { saving } from './saving.behaviours.js';
import { secureConnections } from './secure-connections.behaviours.js';
import { sessionCookie } from './session-cookie.behaviours.js';
import { sessionMethods } from './session-methods.behaviours.js';
import { storing } from './storing.behaviours.js';

/** What the middleware does. */
export const middlewareSubjects: readonly Subject[] = [
  mounting,
  storing,
  secureConnections,
  cookieOptions,
  options,
  saving,
  ending,
  sessionMethods,
  sessionCookie,
  around,
];
