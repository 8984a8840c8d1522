'use server';

import { redirect } from 'next/navigation';
import { mutate, sessions } from './sessions';

export async function addToCart(form: FormData): Promise<void> {
  const article = form.get('article') === 'pears' ? 'pears' : 'apples';
  await mutate((session) => {
    session.update('cart', {}, (cart) => {
      cart[article] = (cart[article] ?? 0) + 1;
    });
    redirect('/');
  });
}

export async function signIn(form: FormData): Promise<void> {
  const name = form.get('name');
  await mutate((session) => {
    if (typeof name !== 'string' || name === '') redirect('/sign-in');
    session.signIn(name);
    session.flash('notice', `Welcome, ${name}!`);
    redirect('/account');
  });
}

export async function signOut(): Promise<void> {
  await mutate(async (session) => {
    await session.destroy();
    redirect('/');
  });
}

export async function signOutEverywhere(): Promise<void> {
  await mutate(async (session) => {
    if (session.owner !== undefined) await sessions.revokeOwner(session.owner, { except: session });
    await session.destroy();
    redirect('/');
  });
}
