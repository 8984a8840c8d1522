export interface Account {
  readonly id: string;
  readonly name: string;
}

const accounts: readonly Account[] = [
  { id: 'alice', name: 'Alice' },
  { id: 'bob', name: 'Bob' },
  { id: 'carol', name: 'Carol' },
];

export function accountOf(id: string | undefined): Account | undefined {
  return accounts.find((account) => account.id === id);
}

/** In this demo every password is the same as the name, and the sign-in page says so. */
export function checkPassword(name: string, password: string): Account | undefined {
  const id = name.trim().toLowerCase();
  return password.trim().toLowerCase() === id ? accountOf(id) : undefined;
}
