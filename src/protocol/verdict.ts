// The verdict on two models, and the codes of its reasons. Leaf: imports nothing.

export type Verdict =
  | 'indistinguishable'
  | 'same interpretation'
  | 'different'
  | 'inconclusive'
  | 'not comparable';

/** What reason.ts has data and src/words sentences for. */
export type VerdictCode =
  | 'apart'
  | 'no interchange tells'
  | 'same variables'
  | 'no evidence'
  | 'one-sided evidence'
  | 'straddles'
  | 'controls'
  | 'too few pairs'
  | 'unsolved';
