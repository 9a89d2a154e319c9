// All that is done with a printed PDF, in one place to be loaded from while the browser still prints. Must not do anything itself.
export { finishPdf } from './pdf/finish.ts';
export { checkPdf } from './pdf/gate.ts';
export { readLinkLabels } from './pdf/link-labels.ts';
export { findOutside } from './pdf/page-edges.ts';
export { loadPdf, openDocument } from './pdf/page-reading.ts';
export { checkAccessibility } from './ua/check-accessibility.ts';
export { findingProblems } from './ua/problems.ts';
