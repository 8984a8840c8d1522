type Callback = (error?: Error) => void;

/** `req.session` as the applications of these tests use it. */
export interface Visit {
  readonly id: string;
  readonly cookie: { maxAge: number | null };
  regenerate(callback: Callback): unknown;
  save(callback?: Callback): unknown;
  reload(callback: Callback): unknown;
  destroy(callback: Callback): unknown;
  cart?: string[];
  visits?: number;
  seen?: string[];
  note?: string;
  returnTo?: string;
  passport?: { user?: unknown };
  messages?: string[];
  flash?: Record<string, string[]>;
}

/** Returns a field of the query, and that of the form. */
export function fieldOf(
  request: { readonly query: unknown; readonly body?: unknown },
  name: string,
): string | undefined {
  const fields = { ...(request.query as object), ...(request.body as object | undefined) };
  return (fields as Record<string, string | undefined>)[name];
}

export function visitOf(request: object): Visit {
  return (request as { session: Visit }).session;
}
