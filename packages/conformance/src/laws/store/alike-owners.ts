/**
 * Returns owners that collations, wildcards, trimming, escaping or property names are known to confuse. `mark` keeps
 * them apart from the owners of other runs on the same backend.
 *
 * MariaDB's default collation compares `bob`, `Bob`, `bób`, and `bob` with a trailing space, as equal.
 */
export function alikeOwners(mark: string): string[] {
  const base = `bob${mark}`;
  const long = base.padEnd(255, 'x');
  const spaces = [`${base} `, ` ${base}`, `${base}\t`, `${base}\n`, `${base}\u200d`];
  const patterns = ['%', '_', '*', "'", '"', '\\', ':1', '/1', ';--'].map((end) => base + end);
  const letters = ['ß', 'ss', 'İ', 'i', 'ı', '😀', '😁'].map((end) => base + end);
  const others = [`Bob${mark}`, `bób${mark}`, `bo\u0301b${mark}`, `%${mark}`, `_ob${mark}`, `{"$ne":"${mark}"}`];
  const properties = [`__proto__${mark}`, '__proto__', 'constructor', 'null', 'undefined', '0', '00'];
  return [base, ...spaces, ...patterns, ...letters, ...others, ...properties, `${long}1`, `${long}2`];
}
