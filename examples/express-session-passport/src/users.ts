import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

declare global {
  namespace Express {
    /** `req.user` of Passport. */
    interface User {
      readonly id: number;
      readonly name: string;
    }
  }
}

interface Account {
  readonly user: Express.User;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const hashOf = promisify<string, Buffer, number, Buffer>(scrypt);

/** The accounts of this example, in memory. An application has them in its database. */
export class Users {
  readonly #accounts = new Map<string, Account>();

  async add(name: string, password: string): Promise<Express.User> {
    const user = { id: this.#accounts.size + 1, name };
    const salt = randomBytes(16);
    this.#accounts.set(name, { user, salt, hash: await hashOf(password, salt, 32) });
    return user;
  }

  /** Returns the user with that id, or `undefined` if the account was closed. */
  byId(id: number): Express.User | undefined {
    return [...this.#accounts.values()].find(({ user }) => user.id === id)?.user;
  }

  /** Returns the user with that name and password. An unknown name takes as long as a wrong password. */
  async verify(name: string, password: string): Promise<Express.User | undefined> {
    const account = this.#accounts.get(name);
    const { salt, hash } = account ?? { salt: Buffer.alloc(16), hash: Buffer.alloc(32) };
    const isRight = timingSafeEqual(await hashOf(password, salt, 32), hash);
    return isRight ? account?.user : undefined;
  }
}
