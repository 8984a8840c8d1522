import type { Request } from 'express';

/** What is for sale: the names by their article numbers. */
export const articles = { tea: 'Tea', cake: 'Cake', milk: 'Milk' } as const;

export function isArticle(sku: unknown): sku is keyof typeof articles {
  return typeof sku === 'string' && Object.hasOwn(articles, sku);
}

/** Returns the page of the shop: the articles, and the visitor's cart. */
export function shopPage(request: Request, token: string): string {
  const { cart = {} } = request.session;
  const rows = Object.entries(articles).map(
    ([sku, name]) => `<li>${name} (${cart[sku] ?? 0} in your cart) ${form('/cart', 'Add', token, { sku })}</li>`,
  );
  return page(request, `<ul>${rows.join('')}</ul>${account(request, token)}`);
}

export function loginPage(request: Request, token: string): string {
  const fields = '<input name="username" placeholder="Name"><input name="password" type="password">';
  return page(request, form('/login', 'Sign in', token, {}, fields));
}

/** Returns the page on which a user sees where they are signed in. */
export function devicesPage(request: Request, token: string, since: readonly Date[]): string {
  const rows = since.map((date) => `<li>signed in since ${date.toISOString()}</li>`);
  return page(request, `<ul>${rows.join('')}</ul>${form('/devices/end', 'Sign out everywhere', token)}`);
}

function account({ user }: Request, token: string): string {
  if (!user) return '<p><a href="/login">Sign in</a></p>';
  const name = escape(user.name);
  return `<p>Signed in as ${name}. <a href="/devices">Devices</a></p>${form('/logout', 'Sign out', token)}`;
}

function form(action: string, label: string, token: string, hidden: Record<string, string> = {}, more = ''): string {
  const inputs = Object.entries({ token, ...hidden }).map(
    ([name, value]) => `<input type="hidden" name="${name}" value="${escape(value)}">`,
  );
  return `<form method="post" action="${action}">${inputs.join('')}${more}<button>${label}</button></form>`;
}

/** Reading the messages removes them: each is shown once. */
function page(request: Request, body: string): string {
  const messages = [...request.flash('info'), ...request.flash('error')].map(
    (text) => `<p role="status">${escape(text)}</p>`,
  );
  return `<!doctype html><title>Shop</title><h1><a href="/">Shop</a></h1>${messages.join('')}${body}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
