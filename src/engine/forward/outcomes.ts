// Outcomes: the answers given that one of them is said, by class (method.md section 4). What moves elsewhere in the
// vocabulary is not the task.

/** K: how many classes the answers have. */
export function outcomeCount(outcomes: Int32Array): number {
  return outcomes.reduce((most, outcome) => Math.max(most, outcome + 1), 0);
}

/** The logits of the answers as probabilities of their classes, in double precision. [A] -> [K] */
export function outcomesOf(logits: Float32Array, outcomes: Int32Array, K: number): Float32Array {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const sums = new Float64Array(K);
  let total = 0;
  for (const [k, logit] of logits.entries()) {
    const weight = Math.exp(logit - largest);
    sums[outcomes[k]] += weight;
    total += weight;
  }
  return Float32Array.from(sums, (sum) => sum / total);
}
