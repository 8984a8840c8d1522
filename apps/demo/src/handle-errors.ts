import { InterruptedError, SessionError, StoreError } from '@sess/core';
import type { ErrorRequestHandler } from 'express';
import { maxBodyBytes } from './max-body-bytes.js';
import { type ErrorView, errorPage } from './pages/error-page.js';
import { Refusal } from './refusal.js';
import { sendPage } from './send-page.js';

interface Failure extends ErrorView {
  readonly code: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends an error page, or JSON under /api. Internal errors are logged, but not shown. */
export const handleErrors: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const failure = failureOf(error);
  if (failure.status >= 500) console.error(`${request.method} ${request.path}:`, error);
  if (response.headersSent) return next(error);
  const { status, code, about, headers = {} } = failure;
  response.status(status).set(headers);
  if (request.path.startsWith('/api/')) response.json({ error: { code, message: about } });
  else sendPage(response, errorPage(failure));
};

function failureOf(error: unknown): Failure {
  if (error instanceof InterruptedError) return interruption(error);
  if (error instanceof StoreError) {
    return {
      status: 503,
      code: error.code,
      headers: error.headers,
      title: 'One moment, please',
      about:
        'The session store does not respond. You are not signed out, and nothing was partly saved. ' +
        `Try again in ${error.headers['Retry-After']} seconds.`,
    };
  }
  if (error instanceof SessionError && error.code === 'TOO_LARGE') {
    return { status: 413, code: error.code, title: 'That is too much', about: error.message };
  }
  if (error instanceof SessionError && error.code === 'NOT_SUPPORTED') {
    const about = 'The store of this shop cannot find sessions by their owner. Another one can: SESS_STORE=prisma.';
    return { status: 501, code: error.code, title: 'Not with this store', about };
  }
  const { status, code } = statusOf(error);
  if (error instanceof Refusal)
    return { status, code, title: refusalTitles[status] ?? 'That is not possible', about: error.message };
  if (status === 413) {
    const about = `A request may have at most ${maxBodyBytes / 1024} kB.`;
    return { status, code: 'TOO_LARGE', title: 'That is too much', about };
  }
  // Express has refused the request. Its message is for developers.
  if (status < 500)
    return { status, code, title: 'That request is not valid', about: 'The shop did not understand it.' };
  return {
    status,
    code,
    title: 'That was our mistake',
    about: 'An error occurred in the shop. Your session is unchanged.',
  };
}

function interruption({ status, code }: InterruptedError): Failure {
  if (status === 401) {
    return {
      status,
      code,
      title: 'You are signed out',
      about: 'Your session ended during this request, so its changes were not saved.',
      link: { href: '/sign-in', text: 'Sign in again' },
    };
  }
  return {
    status,
    code,
    title: 'This request came too late',
    about: 'You signed in during this request, or your session ended, so its changes were not saved.',
  };
}

const refusalTitles: Readonly<Record<number, string>> = {
  403: 'Not allowed',
  404: 'There is nothing here',
};

function statusOf(error: unknown): { status: number; code: string } {
  const status = typeof error === 'object' && error && 'status' in error ? Number(error.status) : 500;
  const code = error instanceof Refusal || error instanceof SessionError ? error.code : 'ERROR';
  return status >= 400 && status < 600 ? { status, code } : { status: 500, code };
}
