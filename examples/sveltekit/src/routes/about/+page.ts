/** Made when the application is built: it has no session, and is the same for everybody. */
export const prerender = true;
