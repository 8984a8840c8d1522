import { Agent, get } from 'node:http';

/** Enough to keep the server busy, and few enough to form no queue. */
export const connections = 8;

/**
 * Sends requests on connections that stay open, each of another visitor. Requests of one visitor at the same time would
 * measure how conflicts are merged, which most peers do not do: the last write wins.
 *
 * @param cookies - One for each connection.
 */
export async function sendRequests(url: string, cookies: readonly string[], count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let remaining = count;
  const client = async (cookie: string | undefined): Promise<void> => {
    const headers = cookie === undefined ? {} : { cookie };
    while (remaining-- > 0) await send(url, { agent, headers, timeout: 10_000 });
  };
  await Promise.all(Array.from({ length: connections }, (_, index) => client(cookies[index])));
  agent.destroy();
}

function send(url: string, options: Parameters<typeof get>[1]): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${url}: ${response.statusCode}`));
      });
    });
    request.once('error', reject);
    request.once('timeout', () => request.destroy(new Error(`${url} got no response within 10 s.`)));
  });
}
