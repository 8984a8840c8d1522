/** Returns the CPU time of one run in milliseconds, the median of several. Wall time depends on the machine's load. */
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

/** Returns the CPU time to parse and write a value, which is the unit of all measurements here. */
export function parseAndWrite(text: string): Promise<number> {
  return cpuTime(() => JSON.stringify(JSON.parse(text)), 5);
}
