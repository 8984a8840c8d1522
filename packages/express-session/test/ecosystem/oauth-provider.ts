import { createHash, randomUUID } from 'node:crypto';
import express from 'express';
import { serve } from './serve.js';

/** Where an OAuth 2 provider on this machine has its pages. Every visitor is alice there, and agrees at once. */
export interface OAuthProvider {
  readonly authorizationURL: string;
  readonly tokenURL: string;
  /** How many codes were exchanged for tokens. */
  readonly exchanges: () => number;
}

export async function serveOAuthProvider(): Promise<OAuthProvider> {
  const app = express();
  const challenges = new Map<string, string | undefined>();
  let exchanges = 0;
  app.get('/authorize', (request, response) => {
    const { redirect_uri, state, code_challenge } = request.query as Record<string, string | undefined>;
    const code = randomUUID();
    challenges.set(code, code_challenge);
    const back = new URL(String(redirect_uri));
    back.searchParams.set('code', code);
    if (state !== undefined) back.searchParams.set('state', state);
    response.redirect(back.href);
  });
  app.post('/token', express.urlencoded(), (request, response) => {
    const { code, code_verifier } = request.body as Record<string, string | undefined>;
    const challenge = challenges.get(String(code));
    const hasProof = challenge === undefined || challenge === digest(String(code_verifier));
    if (!challenges.delete(String(code)) || !hasProof) return response.sendStatus(400);
    exchanges++;
    return response.json({ access_token: 'token-of-alice', token_type: 'bearer' });
  });
  const origin = await serve(app);
  return { authorizationURL: `${origin}/authorize`, tokenURL: `${origin}/token`, exchanges: () => exchanges };
}

function digest(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
