import { inspect } from 'node:util';
import type { SessionRecord } from '@sess/core';
import { storeError } from '../../fixture/error-kinds.js';
import { during, untilConnected } from '../../fixture/outages.js';
import { explain, unknown } from './explain.js';
import { resolved } from './resolve.js';
import type { Run } from './run.js';
import type { Fault, Step } from './step.js';

const circumstances: Readonly<Record<Fault, string>> = {
  refuse: 'connections are refused: ',
  loseRequests: 'requests are lost: ',
  loseAnswers: 'responses are lost: ',
  loseNextAnswer: 'the next response is lost: ',
};

/** Makes a call whose request or response is lost, and fails unless it says what is known. */
export async function playLost(run: Run, { fault, step }: Extract<Step, { verb: 'lost' }>): Promise<void> {
  await run.learnVersion(step);
  const call = resolved(step, run.context);
  const from = run.fixture.now();
  const settled = await during(run.fixture, fault, () => run.perform(call, step.on));
  await untilConnected(run.instances.open);
  run.note(call, step.on, settled, circumstances[fault]);
  if (!('error' in settled)) {
    // A call that sends nothing, or only reads, may not meet the fault.
    if (fault !== 'loseNextAnswer') run.fail('It must reject with StoreError.');
    return run.narrow(explain(run.world, call, settled.result, run.setting(from)));
  }
  const { error } = settled;
  if (!storeError.is(error)) {
    if (!run.mayRefuse(call)) run.fail('It must reject with StoreError.');
    return;
  }
  if ('record' in call && isQuoted(error, call.record))
    run.fail('The error must not contain the payload or the owner.');
  const mayArrive = fault === 'loseAnswers' || fault === 'loseNextAnswer';
  if (mayArrive && error.outcome === 'unknown') run.world = unknown(run.world, call, run.setting(from));
}

/** Whether an error shows what belongs to the session. Short values may be there by chance. */
function isQuoted(error: Error, { payload, owner = '' }: SessionRecord): boolean {
  const text = inspect(error, { depth: 8 });
  return [payload, owner].some((secret) => secret.length > 8 && text.includes(secret));
}
