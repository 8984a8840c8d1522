import { expect, test } from 'vitest';
import { behaviourTable, countBehaviours } from './behaviour-table.js';
import { cookieClass } from './cookie-class.behaviours.js';
import { middlewareSubjects } from './subjects.js';

test('docs/behaviours.md lists what the tests have found: `vitest run -u` writes it anew', async () => {
  await expect(behaviourTable(middlewareSubjects, cookieClass)).toMatchFileSnapshot('../../docs/behaviours.md');
});

test('each of the 142 cases of express-session 1.19 has a behaviour', () => {
  const { same, differ, notApplicable } = countBehaviours(middlewareSubjects);
  expect(same + differ + notApplicable).toBe(142);
  expect(same).toBeGreaterThanOrEqual(110);
});
