import Link from 'next/link';
import { redirect } from 'next/navigation';
import { signOut, signOutEverywhere } from '../../lib/actions';
import { read, sessions } from '../../lib/sessions';

export default async function Account() {
  const { owner, id } = await read();
  // `proxy.ts` lets only those in who are signed in, but the session may have ended since.
  if (owner === undefined) redirect('/sign-in');
  const devices = [];
  for await (const device of sessions.list(owner)) devices.push(device);
  return (
    <main>
      <h1>{owner}</h1>
      <p>
        <Link href="/">To the shop</Link>
      </p>
      <ul id="devices">
        {devices.map((device) => (
          <li key={device.id}>
            signed in {new Date(device.createdAt).toLocaleString('en')} {device.id === id && '(here)'}
          </li>
        ))}
      </ul>
      <form>
        <button formAction={signOut}>Sign out</button>{' '}
        <button formAction={signOutEverywhere}>Sign out everywhere</button>
      </form>
    </main>
  );
}
