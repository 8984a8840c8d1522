import { brotliDecompressSync, constants, inflateRawSync } from 'node:zlib';

/** How much may stand before compressed bytes: a header, a salt, a signature. */
const longestPrefix = 80;

/** Every text that somebody without a key can make of a token: as it is, decoded, and decompressed. */
export function readingsOf(token: string): string[] {
  const buffers: Buffer[] = [];
  const letters = token.replaceAll(/[^A-Za-z0-9_-]/g, '');
  for (const part of new Set([letters, ...token.split(/[^A-Za-z0-9_-]+/)])) {
    // Bytes begin anywhere behind a prefix, so each of the four alignments of base64 is tried.
    for (let start = 0; start < 4; start++) buffers.push(Buffer.from(part.slice(start), 'base64url'));
    for (let start = 0; start < 2; start++) buffers.push(Buffer.from(part.slice(start), 'hex'));
  }
  const texts = [token, decodeURIComponent(token.replaceAll(/%(?![0-9a-f]{2})/gi, ''))];
  for (const buffer of buffers) {
    texts.push(buffer.toString('utf8'), buffer.toString('latin1'), buffer.toString('utf16le'));
    for (let start = 0; start < Math.min(longestPrefix, buffer.length); start++) {
      texts.push(...decompressed(buffer.subarray(start)));
    }
  }
  return texts;
}

/** Raw DEFLATE is what is inside gzip and zlib too; a signature may follow it. */
function decompressed(bytes: Buffer): string[] {
  const maxOutputLength = 1_000_000;
  const attempts = [
    () => inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength }),
    () => brotliDecompressSync(bytes, { finishFlush: constants.BROTLI_OPERATION_FLUSH, maxOutputLength }),
  ];
  return attempts.flatMap((attempt) => {
    try {
      return [attempt().toString('utf8')];
    } catch {
      return [];
    }
  });
}
