import { createDecipheriv, createHmac } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';

/** Decodes a token by FORMAT.md alone, without code of the package. @throws if it is not a token */
export function decode(token: string, secrets: Record<string, Buffer>, purpose: string, cookieName: string) {
  const bytes = Buffer.from(token, 'base64url');
  const nameEnd = 2 + bytes[1]!;
  const head = bytes.subarray(0, nameEnd + 16);
  const name = head.toString('latin1', 2, nameEnd);
  const derived = createHmac('sha512', secrets[name]!).update('sess/cookie/1').update(head.subarray(nameEnd)).digest();
  const cipher = createDecipheriv('aes-256-gcm', derived.subarray(0, 32), derived.subarray(32, 44));
  cipher.setAAD(Buffer.concat([head, Buffer.from(JSON.stringify([purpose, cookieName]))]));
  cipher.setAuthTag(bytes.subarray(-16));
  const plaintext = Buffer.concat([cipher.update(bytes.subarray(head.length, -16)), cipher.final()]);
  const body = plaintext.subarray(1, plaintext.lastIndexOf(0x80));
  const text = (plaintext[0] === 1 ? inflateRawSync(body) : body).toString();
  const [id, createdAt, expiresAt, owner] = JSON.parse(text.slice(0, text.indexOf('\n'))) as unknown[];
  return { version: bytes[0], name, id, createdAt, expiresAt, owner, payload: text.slice(text.indexOf('\n') + 1) };
}
