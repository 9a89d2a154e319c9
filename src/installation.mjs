// What `npm ci` runs last in a checkout: one build into a folder that is thrown away, so that Node has compiled the program before the first real one.
// Must never fail an installation, and must leave nothing else behind.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compileForOneBuild, keepCompiled } from './compile-cache.mjs';

const LIMIT_MS = 60_000;

/** Imported as a build imports them, so that the same modules are compiled with the same settings. */
async function build(scratch, signal) {
  const [{ resolveProject }, { realEffects }, { startCrew }, { startDeadline }, { buildEdition }, { resolveBriefName }, { maybeEditionCache }] = await Promise.all([
    import('./project.ts'), import('./effects.ts'), import('./pipeline/crew.ts'), import('./deadline.ts'), import('./pipeline.ts'), import('./config/brief-list.ts'), import('./pipeline/cache-edition.ts'),
    // The command line itself.
    import('./cli.ts'), import('./commands/build.ts'), import('./pipeline/build-job.ts'),
  ]);
  const effects = realEffects(signal);
  const found = await resolveProject({}, dirname(import.meta.dirname));
  const options = { project: { ...found, out: join(scratch, 'out'), state: join(scratch, 'state') }, brief: await resolveBriefName(found, undefined) };
  const deadline = startDeadline(LIMIT_MS, signal);
  const crew = await startCrew(options, effects, deadline, true);
  try {
    // What has been compiled is kept at the end, when it is most.
    await buildEdition(options, effects, { crew: { ...crew, useWait: async () => undefined }, cache: await maybeEditionCache(options, effects), deadline });
  } finally {
    await crew.close();
  }
}

// npm runs this before packing too, where nothing has been installed.
if (!['pack', 'publish'].includes(process.env.npm_command ?? '')) {
  const scratch = mkdtempSync(join(tmpdir(), 'briefwright-install-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  keepCompiled();
  compileForOneBuild();
  await build(scratch, AbortSignal.timeout(LIMIT_MS)).catch(() => undefined);
  process.exit(0);
}
