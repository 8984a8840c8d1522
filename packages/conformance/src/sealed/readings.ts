import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

const decompressions = [inflateSync, inflateRawSync, gunzipSync, brotliDecompressSync];

/** Every text that somebody without a key can make of a token: as it is, decoded, and decompressed. */
export function readingsOf(token: string): string[] {
  const texts = [token, decodeURIComponent(token.replaceAll(/%(?![0-9a-f]{2})/gi, ''))];
  const buffers: Buffer[] = [];
  const letters = token.replaceAll(/[^A-Za-z0-9_-]/g, '');
  for (const part of new Set([letters, ...token.split(/[^A-Za-z0-9_-]+/)])) {
    // Bytes begin anywhere behind a prefix, so each of the four alignments of base64 is tried.
    for (let start = 0; start < 4; start++) buffers.push(Buffer.from(part.slice(start), 'base64url'));
    for (let start = 0; start < 2; start++) buffers.push(Buffer.from(part.slice(start), 'hex'));
  }
  for (const buffer of buffers) {
    texts.push(buffer.toString('utf8'), buffer.toString('latin1'), buffer.toString('utf16le'));
    for (const decompress of decompressions) texts.push(...attempt(() => decompress(buffer).toString('utf8')));
  }
  return texts;
}

function attempt(read: () => string): string[] {
  try {
    return [read()];
  } catch {
    return [];
  }
}
