import { ServerResponse } from 'node:http';
import { expect, it, vi } from 'vitest';
import type { HoldableResponse, SendingCall } from '../node-exchange.js';
import { HeldAppearance } from './held-appearance.js';
import { KeptCalls } from './kept-calls.js';

function keep(count: number): KeptCalls {
  const response = new ServerResponse({ method: 'GET', httpVersionMajor: 1 } as never) as HoldableResponse;
  const kept = new KeptCalls(response, new HeldAppearance(response));
  for (let at = 0; at < count; at++) kept.keep({ name: 'write', args: [String(at)] });
  return kept;
}

it('are made in linear time', () => {
  const kept = keep(1000);
  const made: SendingCall[] = [];
  const make = (call: SendingCall): void => void made.push(call);
  const shift = vi.spyOn(Array.prototype, 'shift');
  kept.replay(make, make);
  expect(shift).not.toHaveBeenCalled();
  shift.mockRestore();
  expect(made.map(({ args }) => Number(args[0]))).toEqual(Array.from({ length: 1000 }, (_, at) => at));
});

it('stay, after those that were kept meanwhile, from the one that fails', () => {
  const kept = keep(200_000);
  const fail = (): never => {
    throw new Error('refused');
  };
  const keepAnother = (): void => void kept.keep({ name: 'write', args: ['meanwhile'] });
  expect(() => kept.replay(keepAnother, fail)).toThrow('refused');
  const left: unknown[] = [];
  const take = ({ args }: SendingCall): void => void left.push(args[0]);
  kept.replay(take, take);
  expect(left.slice(0, 3)).toEqual(['meanwhile', '1', '2']);
  expect(left).toHaveLength(200_000);
});
