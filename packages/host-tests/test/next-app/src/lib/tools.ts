import { SessionError } from '@sess/core';
import { nextSession } from '@sess/core/next';
import { refresh } from 'next/cache';
import { cookies, headers } from 'next/headers';
import { forbidden, notFound, permanentRedirect, redirect, unauthorized } from 'next/navigation';
import { after } from 'next/server';
import { cache } from 'react';
import type { Tools } from '../../../hosts/next-stage';
import { sessions } from './stage';

const { read, mutate, route, guard } = nextSession(sessions, { cookies, headers, cache });
export { guard, route };

export const tools: Tools = {
  read,
  mutate,
  redirect,
  permanentRedirect,
  notFound,
  forbidden,
  unauthorized,
  refresh,
  after,
  setCookie: async (name, value) => {
    (await cookies()).set(name, value);
  },
  SessionError,
};
