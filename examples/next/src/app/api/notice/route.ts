import { route, sessions } from '../../../lib/sessions';

export const POST = route(async (request: Request) => {
  const session = await sessions.get(request);
  return Response.json({ notice: session.takeFlash('notice') });
});
