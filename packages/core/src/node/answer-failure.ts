import { type ServerResponse, STATUS_CODES } from 'node:http';

/** Answers in plain text for a commit that failed, where no error handler can. */
export function answerFailure(response: ServerResponse, end: (body: string) => unknown, error: unknown): void {
  const status = statusOf(error);
  response.statusCode = status;
  for (const [name, value] of Object.entries(headersOf(error))) response.setHeader(name, value);
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  end(`${status} ${STATUS_CODES[status] ?? 'Error'}\n`);
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error && 'status' in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}

function headersOf(error: unknown): Record<string, string> {
  if (typeof error !== 'object' || !error || !('headers' in error)) return {};
  return error.headers as Record<string, string>;
}
