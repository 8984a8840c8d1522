// The table "Which store?" of the root README. What the laws decide is read from the conformance reports.

/** @typedef {import('../packages/conformance/src/index.js').Report} Report */

/**
 * @typedef {object} Store
 * @property {string} suites the name that its reports begin with
 * @property {string} goodFor
 * @property {string} needs
 * @property {string} restart what survives a restart of its server
 * @property {string} [clears] what removes expired sessions, if they do not end by themselves
 * @property {string} size of a session, by default
 */

/** @type {Readonly<Record<string, Store>>} */
const stores = {
  '[`@sess/prisma`](packages/prisma)': {
    suites: 'PrismaSessionStore on ',
    goodFor: 'most applications',
    needs: 'PostgreSQL, MySQL, MariaDB or SQLite',
    clears: '`npx sess clear-expired`',
    restart: 'all sessions',
    size: '1 MiB',
  },
  '[`@sess/mongo`](packages/mongo)': {
    suites: 'MongoSessionStore ',
    goodFor: 'applications on MongoDB',
    needs: 'MongoDB',
    clears: 'MongoDB, by an index',
    restart: 'all sessions',
    size: '1 MiB',
  },
  '[`@sess/memcached`](packages/memcached)': {
    suites: 'MemcachedSessionStore on ',
    goodFor: 'sessions that you can lose',
    needs: 'memcached',
    restart: 'no session',
    size: '1 MiB',
  },
  '[`@sess/cookie`](packages/cookie)': {
    suites: 'CookieSessionStore',
    goodFor: 'small sessions, no database',
    needs: 'a secret',
    restart: 'all sessions',
    size: '2.7 kB, sent with each request',
  },
};

/**
 * @param {readonly Report[]} reports
 * @returns {string} a Markdown table, a column for each store
 */
export function storeTable(reports) {
  const columns = Object.entries(stores).map(([name, store]) => {
    const own = reports.filter(({ suite, subject }) => suite !== 'HTTP story' && subject.startsWith(store.suites));
    const isKeyed = own.every(({ suite }) => suite === 'keyed store');
    return {
      '': name,
      'Good for': store.goodFor,
      Needs: store.needs,
      'Survive a restart': store.restart,
      'Two requests at once': isKeyed ? 'both changes are kept' : 'the last response wins',
      'Store calls to read, change, sign in': isKeyed ? '1, 2, 3' : 'none',
      'List, and sign out everywhere': keeps(own, 'Owners') && keeps(own, 'Revoking an owner') ? 'yes' : 'no',
      'Expired sessions': isKeyed && keeps(own, 'Clearing expired') ? (store.clears ?? '') : 'end by themselves',
      'Size of a session': store.size,
      'Laws passed': lawsPassed(own),
    };
  });
  const rows = Object.keys(columns[0] ?? {}).map((row) => [
    row && `**${row}**`,
    ...columns.map((column) => column[/** @type {keyof typeof column} */ (row)]),
  ]);
  return markdownTable(rows);
}

/**
 * Whether all stores of the reports pass the laws of a topic. A store passes none of what it does not claim.
 *
 * @param {readonly Report[]} reports
 * @param {string} topic
 */
function keeps(reports, topic) {
  const laws = reports.flatMap((report) => report.laws.filter((law) => law.topic.startsWith(topic)));
  return laws.length > 0 && laws.every(({ outcome }) => outcome === 'passed');
}

/** @param {readonly Report[]} reports */
function lawsPassed(reports) {
  const counts = reports.map(({ laws }) => laws.filter(({ outcome }) => outcome === 'passed').length);
  if (reports.some(({ laws }) => laws.some(({ outcome }) => outcome === 'failed'))) throw new Error('A law is broken.');
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `${least === most ? least : `${least} to ${most}`} of ${reports[0]?.laws.length}, the rest not claimed`;
}

/**
 * @param {readonly (readonly string[])[]} rows the first one is the head
 * @returns {string} padded as the formatter does it
 */
function markdownTable(rows) {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {readonly string[]} */ cells, fill = ' ') =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [
    line(head),
    line(
      head.map(() => ''),
      '-',
    ),
    ...body.map((row) => line(row)),
  ].join('\n');
}
