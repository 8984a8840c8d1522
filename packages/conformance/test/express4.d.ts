/** Express 4 has no types of its own. The tests call only functions that both versions have. */
declare module 'express4' {
  export { default } from 'express';
}
