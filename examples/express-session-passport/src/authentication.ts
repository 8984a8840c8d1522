import passport from 'passport';
import { Strategy as LocalStrategy } from 'passport-local';
import type { Users } from './users.js';

/** Configures Passport: who somebody is, and what of it is kept in the session. */
export function createPassport(users: Users) {
  const authenticator = new passport.Passport();
  authenticator.use(
    new LocalStrategy((name, password, done) => {
      const answer = (user?: Express.User) =>
        done(null, user ?? false, { message: 'The name or the password is wrong.' });
      users.verify(name, password).then(answer, done);
    }),
  );
  // The id in req.session.passport.user is also the owner of the session, by which it is listed and revoked.
  authenticator.serializeUser((user, done) => done(null, user.id));
  authenticator.deserializeUser((id: number, done) => done(null, users.byId(id) ?? false));
  return authenticator;
}
