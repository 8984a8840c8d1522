export { handleSession, type FetchOptions } from './handle-session.js';
