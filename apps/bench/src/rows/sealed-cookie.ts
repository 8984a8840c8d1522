import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CookieSessionStore } from '@sess/cookie';
import { turnByTurn } from '../measure/cpu-time.js';
import { timesOver } from '../measure/times-over.js';
import { visitorData } from '../measure/visitor-data.js';
import type { Row } from '../row.js';

const payload = JSON.stringify(visitorData);
const [day, key] = [86_400_000, randomBytes(32)];

/** AES-256-GCM of node:crypto with base64url, and nothing else. */
function bare(): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(payload, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  const token = sealed.toString('base64url');
  const bytes = Buffer.from(token, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
}

export const row: Row = {
  what: 'Cookie store: seal and open 1 kB, over the bare AES-256-GCM of node:crypto with base64url',
  async measure(length) {
    const store = new CookieSessionStore({ keys: [{ name: 'a', secret: randomBytes(32) }] });
    const context = { cookieName: '__Host-sid' };
    const id = randomBytes(20).toString('hex');
    const { sealed, floor } = await turnByTurn(
      {
        sealed: async () => {
          const now = Date.now();
          const token = await store.seal({ id, payload, createdAt: now, expiresAt: now + day }, context);
          const opened = await store.unseal(token, context);
          if (opened?.record.payload !== payload) throw new Error('The sealed session did not open.');
        },
        floor: bare,
      },
      length,
    );
    return [timesOver(floor, sealed, { before: '2.5–4', target: 1.8 })];
  },
};
