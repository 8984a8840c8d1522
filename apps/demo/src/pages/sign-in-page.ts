import type { Account } from '../accounts.js';
import { html } from '../html.js';
import type { Page } from './layout.js';

export interface SignInForm {
  readonly account?: Account | undefined;
  /** The name of a sign-in that was refused. */
  readonly refusedName?: string | undefined;
  readonly justSignedOut?: boolean;
}

export function signInPage({ account, refusedName, justSignedOut }: SignInForm): Page {
  const refused = refusedName !== undefined;
  const signedOut = 'You are signed out. Your session is gone, here and in the store.';
  const signedIn = account && `You are signed in as ${account.name}. If you sign in as somebody else,`;
  return {
    title: 'Sign in',
    path: '/sign-in',
    main: html`<section class="card narrow">
      <h1>Sign in</h1>
      ${justSignedOut && html`<p class="hint" role="status">${signedOut}</p>`}
      ${signedIn && html`<p class="hint">${signedIn} the cart starts empty.</p>`}
      <p class="hint">
        Three people shop here: <b>alice</b>, <b>bob</b> and <b>carol</b>. Each password is the same as the name.
      </p>
      <form class="fields" method="post" action="/sign-in">
        ${refused && html`<p class="error" role="alert" id="refused">Wrong name or password.</p>`}
        <label for="name">Name</label>
        <input
          id="name"
          name="name"
          value="${refusedName ?? ''}"
          required
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          ${refused && html` aria-invalid="true" aria-describedby="refused"`}
        />
        <label for="password">Password</label>
        <input id="password" name="password" type="password" required autocomplete="current-password" />
        <label class="check"><input type="checkbox" name="remember" value="yes" /> Remember me for 60 days</label>
        <button class="wide">Sign in</button>
      </form>
    </section>`,
  };
}
