// A process that runs the monthly job whenever it is told to, and can kill itself at the nth word of its progress. Started by tests.
import { main } from '../../src/cli.ts';
import { realEffects } from '../../src/effects.ts';
import { runMonthJob } from '../../src/pipeline/month-job.ts';
import { createOutlets } from '../../src/pipeline/month-outlets.ts';
import { resolveProject } from '../../src/project.ts';

export interface JobOrder {
  readonly root: string;
  /** Which word of progress is the last; 0 for none. */
  readonly killAt: number;
  /** By this clock; the real one where absent. */
  readonly time?: string;
  /** Another command than the job. */
  readonly argv?: readonly string[];
}

export interface JobAnswer {
  readonly kind: 'busy' | 'ran' | 'failed';
  /** `step state`, in order. */
  readonly steps: readonly string[];
  readonly words: number;
}

async function run({ root, killAt, time, argv }: JobOrder): Promise<JobAnswer> {
  let words = 0;
  const onProgress = (): void => {
    words += 1;
    if (words === killAt) process.kill(process.pid, 'SIGKILL');
  };
  const effects = { ...realEffects(new AbortController().signal), cwd: root, ...(time === undefined ? {} : { now: () => Date.parse(time) }) };
  if (argv !== undefined) return { kind: (await main([...argv, '--quiet'], effects)) === 0 ? 'ran' : 'failed', steps: [], words };
  const project = await resolveProject({ project: root }, root);
  const result = await runMonthJob({ project, outlets: createOutlets(project, onProgress), onProgress, clear: (text) => text }, effects);
  if (result.kind === 'busy') return { kind: 'busy', steps: [], words };
  return { kind: result.failures.length > 0 ? 'failed' : 'ran', steps: result.records.map((r) => `${r.step} ${r.state}`), words };
}

process.on('message', (order: JobOrder) => {
  void run(order).then((answer) => process.send?.(answer), (error: unknown) => process.send?.({ kind: 'failed', steps: [String(error)], words: 0 } satisfies JobAnswer));
});
