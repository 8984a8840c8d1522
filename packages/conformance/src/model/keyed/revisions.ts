/**
 * Returns a revision that no other write has: as core makes it, or text that a store may trim, fold or take for a
 * number. A store may refuse all but the first.
 */
export function revisionOf(random: string, choice: number): string {
  const forms = [
    random,
    random.toUpperCase(),
    `00${random.replaceAll(/\D/g, '').slice(0, 14)}`,
    ` ${random.slice(0, 20)}`,
    `${random.slice(0, 10)}E${random.slice(0, 10)}`,
    `${random.slice(0, 12)}\u00e9%20+`,
    `1e${random.replaceAll(/\D/g, '').slice(0, 14)}`,
  ];
  return forms[choice % forms.length] ?? random;
}

/** Whether core makes such revisions, so that every store must keep them. */
export function isUsualRevision(revision: string): boolean {
  return /^[\da-f]{30}$/.test(revision);
}
