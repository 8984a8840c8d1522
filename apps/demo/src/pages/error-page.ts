import { html } from '../html.js';
import type { Page } from './layout.js';

export interface ErrorView {
  readonly status: number;
  readonly title: string;
  readonly about: string;
  /** Where the visitor can continue. */
  readonly link?: { readonly href: string; readonly text: string };
}

export function errorPage({ status, title, about, link = { href: '/', text: 'Back to the shop' } }: ErrorView): Page {
  return {
    title,
    main: html`<section class="card narrow failure">
      <p class="status">${status}</p>
      <h1>${title}</h1>
      <p>${about}</p>
      <p><a class="button" href="${link.href}">${link.text}</a></p>
    </section>`,
  };
}
