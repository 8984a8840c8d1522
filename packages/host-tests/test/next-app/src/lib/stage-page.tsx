import { stage } from './stage';
import { tools } from './tools';

async function act(): Promise<void> {
  'use server';
  await stage().act?.(tools);
}

/** A page with a form, as the running test wants it. */
export async function StagePage() {
  const text = await stage().render?.(tools);
  return (
    <form action={act}>
      <output>{text}</output>
      <button>Send</button>
    </form>
  );
}
