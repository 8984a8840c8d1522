import type { Page, Sessions } from '@sess/conformance';
import type { NextSession } from '@sess/core/next';
import type { NextResponse } from 'next/server.js';

type OfSuite = NextSession<Record<string, unknown>, 'remembered'>;

/** What the code of a test may call inside the application: functions of Next.js, and those of `nextSession`. */
export interface Tools extends Pick<OfSuite, 'read' | 'mutate'> {
  redirect(path: string): never;
  permanentRedirect(path: string): never;
  notFound(): never;
  forbidden(): never;
  unauthorized(): never;
  refresh(): void;
  after(task: () => unknown): void;
  setCookie(name: string, value: string): Promise<void>;
  /** The class of the copy of core that Next.js has bundled. */
  readonly SessionError: unknown;
}

/** What the application of `test/next-app` does in the running test. It shares nothing else with the tests. */
export interface Stage {
  readonly sessions: Sessions;
  /** Responds to every path outside of /stage. */
  readonly page?: Page;
  /** Returns the text of the page /stage/page, and of /stage/guarded. */
  readonly render?: (tools: Tools) => Promise<string>;
  /** What the form of these pages does. */
  readonly act?: (tools: Tools) => Promise<void>;
  /** The route handlers: /stage/route is one with `route`, /stage/plain is one without. */
  readonly handle?: (tools: Tools, request: Request) => Promise<Response>;
  /** What `proxy.ts` does before /stage/guarded. */
  readonly decide?: (
    session: Parameters<Parameters<OfSuite['guard']>[0]>[0],
    Response: typeof NextResponse,
  ) => NextResponse | Promise<NextResponse>;
}

/** Where the tests put the stage. */
export const stageHolder = globalThis as { stage?: Stage };
