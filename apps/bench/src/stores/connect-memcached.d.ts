declare module 'connect-memcached' {
  import type { Store } from 'express-session';

  export default function connect(session: object): new (options: { hosts: readonly string[] }) => Store;
}
