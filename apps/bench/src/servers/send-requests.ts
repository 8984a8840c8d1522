import { Agent, get } from 'node:http';

/** Enough to keep the server busy, and few enough to form no queue. */
const connections = 8;

/** Sends requests of one visitor on connections that stay open. */
export async function sendRequests(url: string, cookie: string | undefined, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const headers = cookie === undefined ? {} : { cookie };
  let remaining = count;
  const client = async (): Promise<void> => {
    while (remaining-- > 0) await send(url, { agent, headers, timeout: 10_000 });
  };
  await Promise.all(Array.from({ length: connections }, client));
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
