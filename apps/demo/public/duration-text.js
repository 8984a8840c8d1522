// Shared by the server, which renders the first text, and the browser, which updates it.

/** @type {readonly (readonly [name: string, seconds: number])[]} */
const units = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
];

/**
 * Returns the two largest units of a time, such as "29 min 58 s".
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function durationText(milliseconds) {
  let left = Math.max(0, Math.ceil(milliseconds / 1000));
  if (left === 0) return 'over';
  const first = units.findIndex(([, seconds]) => left >= seconds);
  const parts = [];
  for (const [name, seconds] of units.slice(first, first + 2)) {
    parts.push(`${Math.floor(left / seconds)} ${name}`);
    left %= seconds;
  }
  return parts.join(' ');
}
