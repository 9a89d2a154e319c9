import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Every core: vitest leaves one idle, which on two cores is half of them, and these tests wait for browsers and servers.
  test: { root: new URL('..', import.meta.url).pathname, include: ['test/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: '100%' },
});
