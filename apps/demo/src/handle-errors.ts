import { InterruptedError, SessionError, StoreError } from '@sess/core';
import type { ErrorRequestHandler } from 'express';
import { maxBodyBytes } from './max-body-bytes.js';
import { errorPage } from './pages/error-page.js';
import { Refusal } from './refusal.js';
import { sendPage } from './send-page.js';

const signIn = { link: { href: '/sign-in', text: 'Sign in again' } };

/** Sends an error page, or JSON under /api. Internal errors are logged, but not shown. */
export const handleErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const status = statusOf(error);
  if (status >= 500) console.error(`${request.method} ${request.path}:`, error);
  if (response.headersSent) return next(error);
  const about = aboutOf(error, status);
  response.status(status).set(error instanceof StoreError ? error.headers : {});
  if (request.path.startsWith('/api/')) response.json({ error: { code: codeOf(error, status), message: about } });
  else sendPage(response, errorPage({ status, title: titleOf(error, status), about, ...(status === 401 && signIn) }));
};

function statusOf(error: unknown): number {
  if (isCoded(error, 'NOT_SUPPORTED')) return 501;
  const status = typeof error === 'object' && error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function codeOf(error: unknown, status: number): string {
  if (error instanceof Refusal || error instanceof SessionError) return error.code;
  return status === 413 ? 'TOO_LARGE' : 'ERROR';
}

const titles: Readonly<Record<number, string>> = {
  401: 'You are signed out',
  403: 'Not allowed',
  404: 'There is nothing here',
  409: 'This request came too late',
  413: 'That is too much',
  501: 'Not with this store',
  503: 'One moment, please',
};

function titleOf(error: unknown, status: number): string {
  const other = error instanceof Refusal ? 'That is not possible' : 'That request is not valid';
  return titles[status] ?? (status < 500 ? other : 'That was our mistake');
}

function aboutOf(error: unknown, status: number): string {
  if (error instanceof Refusal || isCoded(error, 'TOO_LARGE')) return error.message;
  if (error instanceof InterruptedError) {
    return status === 401
      ? 'Your session ended during this request, so its changes were not saved.'
      : 'You signed in during this request, or your session ended, so its changes were not saved.';
  }
  if (error instanceof StoreError) {
    const store = 'The session store does not respond. You are not signed out, and nothing was partly saved.';
    return `${store} Try again in ${error.headers['Retry-After']} seconds.`;
  }
  if (isCoded(error, 'NOT_SUPPORTED')) {
    return 'The store of this shop cannot find sessions by their owner. Another one can: SESS_STORE=prisma.';
  }
  if (status === 413) return `A request may have at most ${maxBodyBytes / 1024} kB.`;
  // Express has refused the request. Its message is for developers.
  if (status < 500) return 'The shop did not understand it.';
  return 'An error occurred in the shop. Your session is unchanged.';
}

function isCoded(error: unknown, code: SessionError['code']): error is SessionError {
  return error instanceof SessionError && error.code === code;
}
