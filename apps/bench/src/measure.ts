import autocannon from 'autocannon';

/** Requests per second that a server answers, each as a browser that sends its own cookie. */
export async function throughput(
  port: number,
  path: string,
  cookie: string | undefined,
  seconds: number,
): Promise<number> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}${path}`,
    // Few at a time: enough to keep one core busy, without measuring a queue.
    connections: 8,
    duration: seconds,
    headers: cookie === undefined ? {} : { cookie },
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${path}: ${result.non2xx} answers were no success, ${result.errors} failed`);
  }
  return result.requests.average;
}

export async function startSession(port: number): Promise<string | undefined> {
  const response = await fetch(`http://127.0.0.1:${port}/start`);
  return response.headers.getSetCookie()[0]?.split(';')[0];
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
