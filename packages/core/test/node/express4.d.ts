/** An alias of `express` at version 4. The parts that the tests use have the types of version 5. */
declare module 'express4' {
  export { default } from 'express';
}
