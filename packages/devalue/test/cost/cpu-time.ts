/** Returns the CPU time of one run in milliseconds, the median of three. */
export async function cpuTime(run: () => unknown): Promise<number> {
  const measured: number[] = [];
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    await run();
    const { user, system } = process.cpuUsage(before);
    measured.push((user + system) / 1000);
  }
  return measured.toSorted((a, b) => a - b)[1]!;
}
