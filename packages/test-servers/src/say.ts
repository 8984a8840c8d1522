/** Prints what happens while it happens: starting servers takes seconds, and silence looks like a hang. */
export type Say = (line: string) => void;

export const sayAloud: Say = (line) => {
  process.stdout.write(`${line}\n`);
};
