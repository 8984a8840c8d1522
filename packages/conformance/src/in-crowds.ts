/** A pool of ten connections serves these in a moment. A thousand at once would wait for it longer than many let a call wait. */
const crowd = 50;

/** Does the same with every item, a crowd at a time. */
export async function inCrowds<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  for (let begin = 0; begin < items.length; begin += crowd) {
    await Promise.all(items.slice(begin, begin + crowd).map((item, at) => work(item, begin + at)));
  }
}
