import { brotliDecompressSync, constants, inflateRawSync } from 'node:zlib';

/** The longest prefix of compressed bytes: a header, a salt, a signature. */
const longestPrefix = 80;

/** Returns every text that can be read from a token without the key: as it is, decoded, and decompressed. */
export function readingsOf(token: string): string[] {
  const buffers: Buffer[] = [];
  const letters = token.replaceAll(/[^A-Za-z0-9_-]/g, '');
  for (const part of new Set([letters, ...token.split(/[^A-Za-z0-9_-]+/)])) {
    // The bytes may begin anywhere after a prefix, so each of the four alignments of base64 is tried.
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

/** gzip and zlib contain raw DEFLATE, too. A signature may follow it. */
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
