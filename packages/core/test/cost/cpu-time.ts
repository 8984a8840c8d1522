/** CPU time of one run in milliseconds: the median of several. Wall time says what else the machine does. */
export async function cpuTime(run: () => unknown, times = 3): Promise<number> {
  const measured: number[] = [];
  for (let round = 0; round < times; round++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    measured.push((user + system) / 1000);
  }
  return measured.toSorted((a, b) => a - b)[times >> 1]!;
}

/** What a value costs that is only parsed and written: the unit of everything here. */
export function parseAndWrite(text: string): Promise<number> {
  return cpuTime(() => JSON.stringify(JSON.parse(text)), 5);
}
