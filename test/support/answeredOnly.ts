// Responses whose last outcome is the bucket "other", as responses given that one of the answers is said; and
// tasks in which every variable stands once, as it is.
import type { Answers } from '../../src/engine/signature/answers.ts';
import { occurrenceSet, type TwoReadings } from '../../src/engine/task/partSet.ts';

/** Without the last outcome, renormalised. */
export function answeredOnly<T extends Answers>(responses: T): T {
  const K = responses.outcomes;
  const given = (rows: Float32Array) => {
    const out = new Float32Array((rows.length / K) * (K - 1));
    for (let from = 0, to = 0; from < rows.length; from += K, to += K - 1) {
      const said = rows.subarray(from, from + K - 1);
      const sum = said.reduce((all, x) => all + x, 0);
      out.set(
        said.map((x) => x / Math.max(sum, 1e-12)),
        to,
      );
    }
    return out;
  };
  return {
    ...responses,
    outcomes: K - 1,
    clean: given(responses.clean),
    site: given(responses.site),
    mixed: new Map([...responses.mixed].map(([set, rows]) => [set, given(rows)])),
  };
}

/** Of a task with `parts` variables, each of which is one word of the template. */
export function plainReadings(parts: number): TwoReadings {
  const each = Array.from({ length: parts }, (_, g) => g);
  return { depends: each.map((g) => 1 << g), plain: each, variables: parts };
}

/** The same, by the names that sets have in such a task. */
export function byPartSet<T extends Answers>(responses: T, readings: TwoReadings): T {
  const named = [...responses.mixed].map(
    ([set, rows]) => [set > 0 ? occurrenceSet(set, readings) : set, rows] as const,
  );
  return { ...responses, mixed: new Map(named) };
}
