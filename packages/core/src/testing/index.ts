export { cookieFor } from './cookie-for.js';
