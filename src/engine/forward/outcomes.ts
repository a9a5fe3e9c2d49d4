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

/** The logit of every class: of the sum of its answers' probabilities; one answer has its own. [A] -> [K] */
export function outcomeLogits(logits: Float32Array, outcomes: Int32Array, K: number): Float64Array {
  return Float64Array.from({ length: K }, (_, k) => {
    const members = logits.filter((_, answer) => outcomes[answer] === k);
    const most = members.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    return most + Math.log(members.reduce((total, logit) => total + Math.exp(logit - most), 0));
  });
}
