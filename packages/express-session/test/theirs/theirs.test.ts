import { testBehaviours } from './behaviour.js';
import { cookieClass } from './cookie-class.behaviours.js';
import { middlewareSubjects } from './subjects.js';

for (const subject of [...middlewareSubjects, cookieClass]) testBehaviours(subject);
