// The words of a circuit: its components, and what is put in their place.
import type { Ablation, CircuitMetric, ComponentReport, Effect } from '../protocol/circuit.ts';
import type { Interval } from '../protocol/coordinates.ts';

/** As people say it: "8.3" is head 3 of block 8, "mlp 8" its MLP. */
export function componentName({ layer, head }: Pick<ComponentReport, 'layer' | 'head'>): string {
  return head === null ? `mlp ${layer}` : `${layer}.${head}`;
}

export const ablationWords: Readonly<Record<Ablation, string>> = {
  resample: 'all else from the source run',
  mean: 'all else at its mean',
  zero: 'all else at zero',
};

/** What the circuit was found by. */
export function measuredBy(metric: CircuitMetric, { logitDifference, kl }: Effect): Interval {
  return metric === 'KL' || logitDifference === null ? kl : logitDifference;
}

/** What a circuit keeps. */
export const keptWords: Readonly<Record<CircuitMetric, string>> = {
  'logit difference': 'the logit difference',
  KL: 'what the model says',
};
