// The levels at which models are looked at. Leaf.

/** What is interchanged: a span of the residual stream; what heads have read; what of a span says one part alone. */
export type Level = 'cut' | 'head' | 'subspace';

/** The coarsest first. */
export const levels: readonly Level[] = ['cut', 'head', 'subspace'];
