import { expect, test } from 'vitest';
import { startDeadline } from '../src/deadline.ts';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('counts down to 0 and no further', () => {
  let now = 1000;
  const deadline = startDeadline(50, undefined, () => now);
  expect([deadline.total, deadline.remaining()]).toEqual([50, 50]);
  now = 1030;
  expect(deadline.remaining()).toBe(20);
  now = 2000;
  expect(deadline.remaining()).toBe(0);
});

test('lets work through that is quick enough, with its own failure', async () => {
  const deadline = startDeadline(10_000);
  expect(await deadline.race(Promise.resolve(7), 'counting')).toBe(7);
  await expect(deadline.race(Promise.reject(new Error('own')), 'counting')).rejects.toThrow('own');
  expect(() => deadline.check('counting')).not.toThrow();
});

test('ends work that is too slow, says what it was, and survives what it does later', async () => {
  const deadline = startDeadline(20);
  const late = sleep(60).then(() => Promise.reject(new Error('too late to matter')));
  await expect(deadline.race(late, 'printing')).rejects.toMatchObject({ status: 1, problems: [{ code: 'DEADLINE_REACHED', message: 'Still printing when the limit of 0.02 s was reached.' }] });
  expect(() => deadline.check('printing')).toThrow('DEADLINE_REACHED');
  await expect(deadline.race(sleep(1000), 'more')).rejects.toThrow('DEADLINE_REACHED');
  await sleep(80);
});

test('an interruption is told from a limit', async () => {
  const interrupt = new AbortController();
  const deadline = startDeadline(10_000, interrupt.signal);
  const waiting = deadline.race(sleep(5000), 'waiting');
  interrupt.abort();
  await expect(waiting).rejects.toMatchObject({ status: 130, problems: [{ code: 'INTERRUPTED' }] });
  expect(deadline.signal.aborted).toBe(true);
});
