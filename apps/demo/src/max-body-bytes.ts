/**
 * The largest body of a request, which is more than any page of the shop sends. Parsing blocks the process, so a body
 * of megabytes would make all other visitors wait.
 */
export const maxBodyBytes = 64 * 1024;
