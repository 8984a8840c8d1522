import { handleSession } from '@sess/core/fetch';
import type { Handle } from '@sveltejs/kit';
import { sessions } from '$lib/server/sessions.js';

export const handle: Handle = ({ event, resolve }) =>
  handleSession(sessions, event.request, () => resolve(event), { aliases: [event] });
