import { type NextRequest, NextResponse } from 'next/server';
import { guard } from './lib/sessions';

export const proxy = guard((session, request: NextRequest) =>
  session.owner === undefined ? NextResponse.redirect(new URL('/sign-in', request.url)) : NextResponse.next(),
);

export const config = { matcher: '/account/:path*' };
