// The blocs that a brief may be seen from. Must not know what they hold.

/** What a brief may be seen from: a bloc, or the short name of one. */
export const FOCUS = { EU: 'europe', CN: 'china', US: 'united-states', europe: 'europe', china: 'china', 'united-states': 'united-states', other: 'other' } as const;
export type FocusSpec = keyof typeof FOCUS;
export type FocusBloc = (typeof FOCUS)[FocusSpec];
