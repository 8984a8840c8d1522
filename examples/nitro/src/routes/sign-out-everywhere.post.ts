import { defineHandler, redirect } from 'nitro/h3';
import { sessions } from '../lib/sessions.js';

export default defineHandler(async (event) => {
  const session = await sessions.get(event);
  if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
  await session.destroy();
  return redirect('/', 303);
});
