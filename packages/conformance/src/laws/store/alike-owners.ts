/**
 * Returns owners that collations, wildcards, trimming, escaping or property names are known to confuse. `mark` keeps
 * them apart from the owners of other runs on the same backend.
 *
 * MariaDB's default collation compares `bob`, `Bob`, `bób`, and `bob` with a trailing space, as equal.
 */
export function alikeOwners(mark: string): string[] {
  const base = `bob${mark}`;
  const long = base.padEnd(255, 'x');
  return [
    base,
    `Bob${mark}`,
    `bób${mark}`,
    `bo\u0301b${mark}`,
    `${base} `,
    ` ${base}`,
    `${base}\t`,
    `${base}\n`,
    `${base}%`,
    `${base}_`,
    `${base}*`,
    `%${mark}`,
    `_ob${mark}`,
    `${base}'`,
    `${base}"`,
    `${base}\\`,
    `${base}:1`,
    `${base}/1`,
    `${base};--`,
    `${base}\u200d`,
    `${base}ß`,
    `${base}ss`,
    `${base}İ`,
    `${base}i`,
    `${base}ı`,
    `${base}😀`,
    `${base}😁`,
    `{"$ne":"${mark}"}`,
    `__proto__${mark}`,
    '__proto__',
    'constructor',
    'null',
    'undefined',
    '0',
    '00',
    `${long}1`,
    `${long}2`,
  ];
}
