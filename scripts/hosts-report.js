// What was seen of the hosts in one run time.

/**
 * @typedef {import('../packages/host-tests/test/hosts/not-applicable.js').Exception} Exception
 *
 * @typedef {{ module: string, host: string, laws: readonly string[] }} HostLaws
 *
 * @typedef {{ law: string, reason: string }} Finding
 *
 * @typedef {object} HostReport
 * @property {string} host
 * @property {string} [notApplicable] why it does not run there
 * @property {number} passed
 * @property {readonly Finding[]} deviations laws that are known not to hold
 * @property {readonly Finding[]} failed
 *
 * @typedef {object} RuntimeReport
 * @property {string} runtime
 * @property {string} version
 * @property {string} date
 * @property {readonly string[]} laws
 * @property {readonly HostReport[]} hosts
 */

/**
 * @param {HostLaws} given
 * @param {ReadonlyMap<string, string | undefined>} outcomes the failure of each law that was run, or `undefined`
 * @param {readonly Exception[]} exceptions those of the run time
 * @param {string} missing why laws without an outcome were not run
 * @returns {HostReport}
 */
export function reportOf({ module, host, laws }, outcomes, exceptions, missing) {
  const own = exceptions.filter(({ hosts }) => hosts.some((name) => name === host || name === module));
  const notApplicable = own.find(({ law }) => law === undefined)?.reason;
  if (notApplicable !== undefined) return { host, notApplicable, passed: 0, deviations: [], failed: [] };
  const findings = laws.flatMap((law) => {
    const failure = outcomes.has(law) ? outcomes.get(law) : missing;
    const known = own.find((each) => each.law !== undefined && law.startsWith(each.law));
    if (failure !== undefined) return [{ law, reason: known?.reason ?? failure, isKnown: known !== undefined }];
    return known ? [{ law, reason: 'It is listed as not holding, and holds.', isKnown: false }] : [];
  });
  const those = (/** @type {boolean} */ areKnown) =>
    findings.filter(({ isKnown }) => isKnown === areKnown).map(({ law, reason }) => ({ law, reason }));
  return { host, passed: laws.length - findings.length, deviations: those(true), failed: those(false) };
}
