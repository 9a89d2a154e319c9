// A list of traces without an entry, for briefings that are made up.
import type { TraceList } from '../../src/document/trace-list.ts';

export const NO_TRACES = (): TraceList => ({ title: 'Numbers', lead: '', labels: { printed: '', observations: '', sources: '' }, groups: [] });
