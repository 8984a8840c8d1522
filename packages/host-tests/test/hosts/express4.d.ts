/** Express 4 has no types of its own; what the tests call is the same in both. */
declare module 'express4' {
  export { default } from 'express';
}
