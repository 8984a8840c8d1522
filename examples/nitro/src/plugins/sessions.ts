import { handleSession } from '@sess/core/fetch';
import { defineNitroPlugin } from 'nitro/runtime';
import { sessions } from '../lib/sessions.js';

export default defineNitroPlugin((app) => {
  const { fetch } = app;
  app.fetch = (input, init, context) => handleSession(sessions, input as Request, () => fetch(input, init, context));
});
