import connectPg from 'connect-pg-simple';
import expressSession, { type Store } from 'express-session';

export function connectPgSimple(url: string): Store {
  const PgStore = connectPg(expressSession);
  // Without an interval, it starts no timer that removes expired sessions.
  return new PgStore({ conString: url, tableName: 'connect_pg', pruneSessionInterval: false });
}
