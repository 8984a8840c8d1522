import type { WireProtocol } from '../wire-protocol.js';

/** memcached's text protocol: the classic commands and the meta commands. */
export const memcachedProtocol: WireProtocol = {
  asks(bytes) {
    const text = bytes.toString('latin1');
    if (/(^|\r\n)(set|add|replace|append|prepend|cas|delete|incr|decr|touch|gats?|ms|md|ma) /.test(text))
      return 'write';
    return /(^|\r\n)(gets?|mg) /.test(text) ? 'read' : undefined;
  },
  acknowledges: (bytes) =>
    /^(STORED|NOT_STORED|EXISTS|NOT_FOUND|DELETED|TOUCHED|\d+|VALUE|END|HD|NS|EX|NF|VA)\b/.test(
      bytes.toString('latin1'),
    ),
};
