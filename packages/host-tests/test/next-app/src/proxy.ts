import { type NextProxy, type NextRequest, NextResponse } from 'next/server';
import { stage } from './lib/stage';
import { guard } from './lib/tools';

export const proxy: NextProxy = guard<NextRequest, NextResponse>((session) => stage().decide!(session, NextResponse));

export const config = { matcher: '/stage/guarded/:path*' };
