// One collection in a process of its own, to be killed: `collect-child.ts <project> <base address>`.
import { resolveProject } from '../../../src/project.ts';
import { collectMonth } from '../../../src/pipeline/collection.ts';
import { createCounter, createWorld, MONTH, QUICK } from './project.ts';

const [root = '', url = ''] = process.argv.slice(2);
const project = await resolveProject({ project: root }, root);
await collectMonth({ project, month: MONTH, sources: [], urls: new Map([['counter', url]]), catalogue: [createCounter()], limits: QUICK }, createWorld());
