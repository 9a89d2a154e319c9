// GitHub: stars of the repositories that go with the model families. Attention, not use.
import { lastDayRead } from './days.ts';
import { parseJsonShape } from './shape.ts';
import type { ShapeProblem } from './shape.ts';
import type { Capture, Parsed, Row, Source } from './source.ts';

/** Repository → country of its owner; `world` for tools that serve every model. */
const REPOSITORIES: readonly (readonly [string, string])[] = [
  ['QwenLM/Qwen3', 'CN'], ['deepseek-ai/DeepSeek-V3', 'CN'], ['deepseek-ai/DeepSeek-R1', 'CN'], ['MoonshotAI/Kimi-K2', 'CN'], ['zai-org/GLM-4.5', 'CN'],
  ['meta-llama/llama-models', 'US'], ['openai/gpt-oss', 'US'], ['google-deepmind/gemma', 'US'], ['mistralai/mistral-inference', 'FR'],
  ['huggingface/transformers', 'world'], ['vllm-project/vllm', 'world'], ['ggml-org/llama.cpp', 'world'],
];

function repositoryUrl(base: string, repository: string): string {
  return `${base}/repos/${repository}`;
}

export const github: Source = {
  id: 'github',
  publisher: 'GitHub',
  title: 'REST API, repositories',
  url: 'https://github.com',
  licence: 'not stated',
  attribution: '',
  counts: 'Stars of a dozen repositories on the day of reading.',
  countsNot: 'Use, downloads, clones. Stars are given once, seldom taken back, and can be bought.',
  base: 'https://api.github.com',
  token: { variable: 'GITHUB_TOKEN', required: false, retryWithout: true },
  figures: 'running',
  promises: { minRows: 6 },
  manners: { concurrency: 1, spacing: 500 },
  plan: ({ base }) => [{ what: 'repositories', requests: REPOSITORIES.length, url: repositoryUrl(base, REPOSITORIES[0]?.[0] ?? '') }],
  gather: async ({ base, expect, fetch, each }) => {
    expect(REPOSITORIES.length);
    await each(REPOSITORIES, async ([repository]) => {
      await fetch({ key: `repositories/${repository}`, url: repositoryUrl(base, repository), kind: 'json', answers: [404], headers: { accept: 'application/vnd.github+json' } });
    });
  },
  parse,
};

async function parse(captures: readonly Capture[]): Promise<Parsed> {
  const shapes: ShapeProblem[] = [];
  const notes: string[] = [];
  const day = lastDayRead(captures);
  if (day === undefined) return { rows: [], shapes };
  const rows: Row[] = [];
  for (const capture of captures) {
    const repository = capture.key.slice('repositories/'.length);
    if (capture.status !== 200) notes.push(`${repository} is not there (status ${capture.status}).`);
    const root = capture.status === 200 ? parseJsonShape(await capture.read(), capture.key, shapes) : undefined;
    const [name, stars] = [root?.field('full_name').text(), root?.field('stargazers_count').count()];
    if (name === undefined || stars === undefined) continue;
    if (name.toLowerCase() !== repository.toLowerCase()) notes.push(`${repository} is now ${name}.`);
    rows.push({
      series: 'stars.github', entity: repository, country: REPOSITORIES.find(([r]) => r === repository)?.[1] ?? 'ZZ', period: day, asOf: day, value: stars, unit: 'stars',
      denominator: 'GitHub accounts that have starred the repository', window: 'on the day of reading', evidence: 'primary', locator: `${capture.key} stargazers_count`,
    });
  }
  return { rows: shapes.length > 0 ? [] : rows, asOf: day, shapes, notes };
}
