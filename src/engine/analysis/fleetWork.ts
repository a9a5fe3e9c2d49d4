// What the looks at the models of a fleet have run, each model once for all couples it is in: on so many pairs at the
// cuts that are followed, and on as many or fewer at every other cut too.

/** Of a model: pairs by now. */
export type Reach = { readonly followed: number; readonly covered: number };

/** Interchanges a pair. */
export type Rates = {
  readonly followed: number;
  /** Every span at every cut. */
  readonly covered: number;
};

const nothing: Reach = { followed: 0, covered: 0 };

/** With one more look; none takes anything back. */
export function further(
  { followed, covered }: Reach = nothing,
  pairs: number,
  isCovered: boolean,
): Reach {
  return {
    followed: Math.max(followed, pairs),
    covered: isCovered ? Math.max(covered, pairs) : covered,
  };
}

/** Interchanges of a model. */
export function workAt({ followed, covered }: Reach, rates: Rates): number {
  return rates.followed * followed + (rates.covered - rates.followed) * covered;
}
