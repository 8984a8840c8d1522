import { redirect } from '@sveltejs/kit';
import { sessions } from '$lib/server/sessions.js';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async (event) => {
  const session = await sessions.get(event);
  const visits = session.update('visits', 0, (before) => before + 1);
  return { visits, cart: [...(session.get('cart') ?? [])], user: session.owner ?? null };
};

export const actions: Actions = {
  async cart(event) {
    const form = await event.request.formData();
    const session = await sessions.get(event);
    session.update('cart', [], (cart) => [...cart, String(form.get('article'))]);
  },
  async signIn(event) {
    const form = await event.request.formData();
    const session = await sessions.get(event);
    session.signIn(String(form.get('name')));
    redirect(303, '/');
  },
  async signOut(event) {
    const session = await sessions.get(event);
    await session.destroy();
    redirect(303, '/');
  },
};
