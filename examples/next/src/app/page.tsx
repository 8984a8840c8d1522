import Link from 'next/link';
import { addToCart } from '../lib/actions';
import { read } from '../lib/sessions';

export default async function Home() {
  const session = await read();
  const cart = Object.entries(session.get('cart') ?? {});
  return (
    <main>
      <h1>The shop</h1>
      <p>
        {session.owner === undefined ? (
          <Link href="/sign-in">Sign in</Link>
        ) : (
          <Link href="/account">{session.owner}</Link>
        )}
      </p>
      <ul id="cart">
        {cart.map(([article, count]) => (
          <li key={article}>
            {count} {article}
          </li>
        ))}
      </ul>
      <form action={addToCart}>
        <button name="article" value="apples">
          Add apples
        </button>{' '}
        <button name="article" value="pears">
          Add pears
        </button>
      </form>
    </main>
  );
}
