/** Express 4 has no types of its own. What the tests call is the same in both versions. */
declare module 'express4' {
  export { default } from 'express';
}
