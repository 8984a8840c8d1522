import { expect, it } from 'vitest';
import { countSteps } from '../../../../test/count-steps.js';
import { readCookie } from '../../src/cookie/read-cookie.js';

it.each([' ', '\t ', ';', '=', '"', ';=', 'sid', 'x=', ' ;'])(
  'a Cookie header that is full of %j is read in linear time',
  async (part) => {
    const stepsOf = (length: number) =>
      countSteps(() => {
        const filling = part.repeat(length / part.length);
        for (const header of [filling, `sid=${filling}x`, `x${filling}`, `sid=x${filling}x`, `sid=a;${filling};sid=b`])
          readCookie(header, 'sid');
      });
    expect((await stepsOf(8000)) / (await stepsOf(1000))).toBeLessThan(9);
  },
);
