import { handleSession } from '@sess/core/fetch';
import { toRequest } from 'nitro/h3';
import { defineNitroPlugin } from 'nitro/runtime';
import { sessions } from '../lib/sessions.js';

export default defineNitroPlugin((app) => {
  const { fetch } = app;
  app.fetch = (input, init, context) => {
    const request = toRequest(input, init);
    return handleSession(sessions, request, () => fetch(request, undefined, context));
  };
});
