import { sessions } from '$lib/server/sessions.js';
import { fail, redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types.js';

export const load: PageServerLoad = async (event) => {
  const session = await sessions.get(event);
  const visits = session.update('visits', 0, (before) => before + 1);
  const devices: Date[] = [];
  if (session.owner !== undefined) {
    for await (const { createdAt } of sessions.list(session.owner)) devices.push(new Date(createdAt));
  }
  return { visits, cart: [...(session.get('cart') ?? [])], user: session.owner, devices };
};

export const actions: Actions = {
  async addToCart(event) {
    const form = await event.request.formData();
    const session = await sessions.get(event);
    session.update('cart', [], (cart) => [...cart, String(form.get('article'))]);
  },
  async signIn(event) {
    const form = await event.request.formData();
    const name = form.get('name');
    if (typeof name !== 'string' || name === '') return fail(400, { message: 'name is missing.' });
    const session = await sessions.get(event);
    // A real shop would check a password here.
    session.signIn(name);
    redirect(303, '/');
  },
  async signOut(event) {
    const session = await sessions.get(event);
    await session.destroy();
    redirect(303, '/');
  },
  async signOutEverywhere(event) {
    const session = await sessions.get(event);
    if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
    await session.destroy();
    redirect(303, '/');
  },
};
