import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CookieSessionStore } from '@sess/cookie';
import { turnByTurn } from '../measure/cpu-time.js';
import type { Row } from '../row.js';

/** The session of a shop's visitor, about 1 kB. */
const data = {
  cart: Object.fromEntries(
    Array.from({ length: 14 }, (_, index) => [`sku-${index}`, { sku: `sku-${index}`, quantity: index, gift: false }]),
  ),
  user: { id: 4711, name: 'Ada Lovelace', language: 'en-GB' },
};
const payload = JSON.stringify(data);
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
    const detail = `${(sealed * 1000).toFixed(1)} µs over ${(floor * 1000).toFixed(1)} µs`;
    return [{ before: '2.5–4', measured: sealed / floor, target: 1.8, unit: 'times', detail }];
  },
};
