/** Returns the laws that must notice a mistake; all laws if SESS_GALLERY is `all`, which takes far longer. */
export function lawsToRun<Law extends { readonly number: string }>(
  laws: readonly Law[],
  breaks: readonly string[],
): readonly Law[] {
  return process.env['SESS_GALLERY'] === 'all' ? laws : laws.filter(({ number }) => breaks.includes(number));
}
