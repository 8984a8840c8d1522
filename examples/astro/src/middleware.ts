import { handleSession } from '@sess/core/fetch';
import { defineMiddleware } from 'astro:middleware';
import { sessions } from './lib/sessions.js';

export const onRequest = defineMiddleware((context, next) =>
  handleSession(sessions, context.request, () => next(), { aliases: [context.locals] }),
);
