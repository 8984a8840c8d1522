import { withSession } from '@sess/core/node';
import type { NextApiRequest, NextApiResponse } from 'next';
import { sessions } from '../../lib/stage';

export default withSession(sessions, async (request: NextApiRequest, response: NextApiResponse) => {
  const session = await sessions.get(request);
  const visits = session.update('visits', 0, (before) => Number(before) + 1) as number;
  response.send(`Visit ${visits}`);
});
