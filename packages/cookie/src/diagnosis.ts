import type { StoreFinding } from '@sess/core';

/** Returns what an operator should know of a store that keeps nothing on the server. */
export function findingsOf(keys: number, canRevoke: boolean): readonly StoreFinding[] {
  const findings: StoreFinding[] = [];
  if (keys === 1) {
    findings.push({
      code: 'ONE_KEY',
      level: 'info',
      message: 'There is one key. Whoever replaces it without keeping the old one behind it signs everybody out.',
      remedy: '`npx sess secret --help` shows how to replace it.',
    });
  }
  if (!canRevoke) {
    findings.push({
      code: 'NO_REVOCATIONS',
      level: 'warning',
      message: 'Without `revocations`, a copy of a cookie is valid until its deadline, whatever the visitor does.',
      remedy: 'Give the store `revocations`, or keep the timeouts short.',
    });
  }
  return findings;
}
