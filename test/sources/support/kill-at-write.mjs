// Loaded before the program: kills the process at the n-th step that changes the disk, before it or in its middle.
import fsp, { open } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const at = Number(process.env.KILL_AT ?? '0');
const isTorn = process.env.KILL_TORN === '1';
let n = 0;

function die() {
  process.kill(process.pid, 'SIGKILL');
  // Nothing may happen after it.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function wrap(owner, name, tear) {
  const real = owner[name];
  owner[name] = function (...args) {
    n += 1;
    if (n === at && isTorn && tear !== undefined) return tear.call(this, real, args).then(die);
    if (n === at) die();
    return real.apply(this, args);
  };
}

const handle = await open(process.execPath, 'r');
const prototype = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['writeFile', 'appendFile']) wrap(prototype, name, function (real, [data, ...rest]) { return real.call(this, data.slice(0, Math.floor(data.length / 2)), ...rest); });
wrap(prototype, 'sync');
for (const name of ['rename', 'link', 'copyFile', 'mkdir', 'rm', 'chmod']) wrap(fsp, name);
syncBuiltinESMExports();
process.on('exit', () => {
  if (process.env.KILL_COUNT !== undefined) writeFileSync(process.env.KILL_COUNT, String(n));
});
