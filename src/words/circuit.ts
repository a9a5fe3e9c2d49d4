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
import type { CircuitReason } from '../protocol/reason.ts';
import { count, interval, score } from '../protocol/reportWords.ts';
import { percent } from './phrases.ts';

/** As people write it: "L8H3" is head 3 of block 8, "MLP 8" the block's MLP; both count from 0. */
export function componentName({ layer, head }: Pick<ComponentReport, 'layer' | 'head'>): string {
  return head === null ? `MLP ${layer}` : `L${layer}H${head}`;
}

/** Of the names in a report's codes, "8.3" and "mlp 8". */
export function componentNamed(code: string): string {
  const [layer, head = null] = code.replace('mlp ', '').split('.').map(Number);
  return componentName({ layer, head });
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

/** A circuit of so much of a model is hardly one. */
const nearlyAll = 0.75;

/** undefined: it is a part of the model. */
export function nearlyAllWords(size: number, components: number): string | undefined {
  return size >= nearlyAll * components
    ? 'nearly the whole model, so it tells little of where the answer is made'
    : undefined;
}

/** MIB's two areas, which nobody knows by their letters. */
export const areasWords =
  'CPR: the area under faithfulness over the share of components kept, those that help most first (more is better); CMD: the area between it and 1, those of greatest effect first (0 is best). As MIB has them, over components and not edges.';

type FoundCircuit = Extract<CircuitReason, { readonly code: 'circuit' }>;

const greatestBy: Readonly<Record<CircuitEffects, string>> = {
  interchange: '',
  attribution: ' by attribution',
  'attribution-ig': ' by integrated attribution',
};

/** "a keeps 0.84 [0.80, 0.88] of its logit difference by 9 of its 15 heads and MLPs alone (7 and 2)". */
export function circuitWords(reason: FoundCircuit): [string, ...string[]] {
  const { name, heads, mlps, components, metric, faithfulness, above, leading } = reason;
  const leads =
    reason.origin === 'scores'
      ? 'first by the scores given'
      : `greatest effects${greatestBy[reason.effects]}`;
  const whole = nearlyAllWords(heads + mlps, components);
  const size = `${count(heads + mlps)} of its ${count(components)} heads and MLPs`;
  return [
    `${name} keeps ${interval(faithfulness)} of ${keptWords[metric]} by ${size} alone (${count(heads)} and ${count(mlps)})`,
    ...(whole ? [`that is ${whole}`] : []),
    `${percent(above)} of random circuits of that size keep less`,
    ...(leading.length > 0 ? [`${leads}: ${leading.map(componentNamed).join(', ')}`] : []),
  ];
}
