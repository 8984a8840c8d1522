export { ReconnectingLibSql } from './reconnecting-libsql.js';
