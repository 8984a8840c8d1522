/** The largest body of a request. Parsing blocks the process, so a larger body would make other visitors wait. */
export const maxBodyBytes = 64 * 1024;
