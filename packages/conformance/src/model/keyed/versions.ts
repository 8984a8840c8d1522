/** Returns texts that a store may take for this version although they are not equal to it. */
export function mutatedVersions(version: string): string[] {
  const number = Number(version);
  const isNumber = version.trim() !== '' && Number.isFinite(number);
  const others = [
    '',
    version.toUpperCase(),
    version.toLowerCase(),
    `0${version}`,
    version.replace(/^0+/, ''),
    `${version} `,
    ` ${version}`,
    `${version}\n`,
    version.trim(),
    version.slice(0, -1),
    version.slice(1),
    version.slice(0, Math.ceil(version.length / 2)),
    `${version}0`,
    `${version}.0`,
    `+${version}`,
    `"${version}"`,
    `W/"${version}"`,
    version.replaceAll('-', ''),
    encodeURIComponent(`${version}%`),
    Array.from(version).toReversed().join(''),
    `${version.slice(0, -1)}%`,
    `${version.slice(0, -1)}_`,
    '%',
    '*',
    '0',
    '1',
    'null',
    'undefined',
    'true',
    'NaN',
    ...(isNumber
      ? [
          String(number + 2 ** 16),
          String(number + 2 ** 32),
          `${version}e0`,
          `0x${number.toString(16)}`,
          String(number - 1),
          String(number + 1),
          String(number % 256),
          String(number + 256),
        ]
      : []),
  ];
  return [...new Set(others)].filter((other) => other !== version);
}

/** Returns a revision that no other write has: digits, or text that a store may trim, fold or take for a number. */
export function revisionOf(random: string, choice: number): string {
  const forms = [
    random,
    random.toUpperCase(),
    `00${random.replaceAll(/\D/g, '').slice(0, 14)}`,
    ` ${random.slice(0, 20)} `,
    `${random.slice(0, 10)}E${random.slice(0, 10)}`,
    `${random.slice(0, 12)}\u00e9%20+`,
    `1e${random.replaceAll(/\D/g, '').slice(0, 14)}`,
  ];
  return forms[choice % forms.length] ?? random;
}
