// One reading of a project's snapshots, measured. Arguments: the project; `keep` to use and make copies. Started by snapshots.ts. Prints JSON.
import { join } from 'node:path';
import { sha256 } from '../../src/files.ts';
import { keepCopies } from '../../src/pipeline/cache-copies.ts';
import { maybeStore } from '../../src/pipeline/cache-store.ts';
import { readKnowledge } from '../../src/pipeline/knowledge.ts';

const [, , root = '', keep] = process.argv;
const copies = keep === undefined ? undefined : keepCopies({ program: 'bench', open: (name, limit) => maybeStore(join(root, '.briefwright'), name, limit, () => Date.now()) });
const before = process.cpuUsage();
const { tables, snapshots } = await readKnowledge(root, copies);
const { user, system } = process.cpuUsage(before);
globalThis.gc?.();
const heap = Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
process.stdout.write(JSON.stringify({ seconds: (user + system) / 1e6, heap, months: snapshots.length, observations: tables.observations.length, hash: sha256(tables.observations.map((o) => JSON.stringify(o)).join('\n')) }));
