/** Prints a line of progress: starting servers takes seconds, and silence would look like a hang. */
export type Say = (line: string) => void;

export const sayAloud: Say = (line) => {
  process.stdout.write(`${line}\n`);
};
