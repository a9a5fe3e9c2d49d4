// The words of a circuit: its components, and what is put in their place.
import type {
  Ablation,
  CircuitEffects,
  CircuitMetric,
  CircuitSection,
  ComponentReport,
  Effect,
} from '../protocol/circuit.ts';
import type { Interval } from '../protocol/coordinates.ts';
import { count, score } from '../protocol/reportWords.ts';

/** As people say it: "8.3" is head 3 of block 8, "mlp 8" its MLP. */
export function componentName({ layer, head }: Pick<ComponentReport, 'layer' | 'head'>): string {
  return head === null ? `mlp ${layer}` : `${layer}.${head}`;
}

export const ablationWords: Readonly<Record<Ablation, string>> = {
  resample: 'all else from the source run',
  mean: 'all else at its mean',
  zero: 'all else at zero',
};

/** By what components are ordered and shaded: what attribution says, else what an interchange moved. */
export function orderedBy(
  metric: CircuitMetric,
  { attribution, noising }: ComponentReport,
): Interval {
  return attribution ?? measuredBy(metric, noising!); // one of them is always there
}

/** What that is. */
export const effectsWords: Readonly<Record<CircuitEffects, string>> = {
  interchange: 'What an interchange of one head or MLP alone moves (noising)',
  attribution:
    'What attribution says that an interchange of one head or MLP alone moves (noising), to first order',
  'attribution-ig':
    'What integrated attribution (5 steps) says that an interchange of one head or MLP alone moves (noising)',
};

/** "rank correlation 0.93 with the exact effects of 15 components on 8 pairs"; undefined: nothing to check. */
export function attributionWords({ attributionCheck: check }: CircuitSection): string | undefined {
  if (!check) return undefined;
  const { components, pairs, correlation } = check;
  const says =
    correlation === null ? 'no rank correlation' : `rank correlation ${score(correlation)}`;
  return `${says} with the exact effects of ${count(components)} components on ${count(pairs)} pairs`;
}

/** What an exact interchange moved. */
export function measuredBy(metric: CircuitMetric, { logitDifference, kl }: Effect): Interval {
  return metric === 'KL' || logitDifference === null ? kl : logitDifference;
}

/** What a circuit keeps. */
export const keptWords: Readonly<Record<CircuitMetric, string>> = {
  'logit difference': 'the logit difference',
  KL: 'what the model says',
};
