import { isForSharedCaches } from './caching-headers.js';

const aboutContent =
  /^(content-(?!security)|(repr-)?digest$|etag$|last-modified$|accept-ranges$|transfer-encoding$|trailer$|location$|expires$|cache-control$|surrogate-|x-accel-)/;

/**
 * Whether a header is about a content, and must not stay when an error page is sent in its place: it would cut the page
 * short, or have it cached.
 *
 * @param name - In lower case.
 */
export function isAboutContent(name: string): boolean {
  return aboutContent.test(name) || isForSharedCaches(name);
}
