import { Passport } from 'passport';
import { Strategy } from 'passport-local';

interface User {
  readonly id: string;
  readonly name: string;
}

const users = new Map<string, User>([['7', { id: '7', name: 'alice' }]]);

/** Passport, as the tutorials set it up. */
export function createPassport(): InstanceType<typeof Passport> {
  const passport = new Passport();
  passport.use(
    new Strategy((username, password, done) => {
      const user = [...users.values()].find(({ name }) => name === username);
      done(null, user && password === 'wonderland' ? user : false, { message: 'Wrong name or password.' });
    }),
  );
  passport.serializeUser((user, done) => done(null, (user as User).id));
  passport.deserializeUser((id, done) => done(null, users.get(id as string) ?? false));
  return passport;
}
