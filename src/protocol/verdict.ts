// The verdict on two models. Leaf: imports nothing.

export type Verdict =
  | 'indistinguishable'
  | 'same interpretation'
  | 'different'
  | 'inconclusive'
  | 'not comparable';
