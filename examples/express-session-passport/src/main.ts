import { createShop } from './app.js';
import { Users } from './users.js';

const users = new Users();
await users.add('alice', 'wonderland');
const { SESSION_SECRET: secret = 'only for development', PORT: port = '3000' } = process.env;
createShop({ users, secret }).listen(Number(port), () => {
  console.log(`http://localhost:${port} (name: alice, password: wonderland)`);
});
