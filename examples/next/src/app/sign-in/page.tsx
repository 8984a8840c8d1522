import { signIn } from '../../lib/actions';

export default function SignIn() {
  return (
    <main>
      <h1>Sign in</h1>
      <form action={signIn}>
        <input name="name" aria-label="Name" autoFocus required /> <button>Sign in</button>
      </form>
    </main>
  );
}
