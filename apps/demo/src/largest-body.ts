/**
 * The longest body of a request, in bytes: more than any page of the shop sends. Parsing is done in one go, so a body of megabytes
 * keeps all other visitors waiting.
 */
export const mostBodyBytes = 64 * 1024;
