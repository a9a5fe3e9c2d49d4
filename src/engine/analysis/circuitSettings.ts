// What a circuit is looked for with: the options of a request with their defaults, checked.
import type {
  Ablation,
  CircuitEffects,
  CircuitMetric,
  CircuitRequest,
} from '../../protocol/circuit.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Model } from '../family/model.ts';
import { networkOf } from '../forward/transformer.ts';
import { weightBytes } from '../forward/weights.ts';
import { everything, type PartSet, variableSet } from '../task/partSet.ts';
import type { Task } from '../task/task.ts';

export type CircuitSettings = {
  readonly metric: CircuitMetric;
  readonly ablation: Ablation;
  readonly tolerance: number;
  readonly effects: CircuitEffects;
  /** Exact effects of every component. */
  readonly isExact: boolean;
  readonly sites: boolean;
  /** Scores of edges, by attribution as the components'. */
  readonly edges: boolean;
};

/** Half to find a circuit on, half to see how faithful it is: some minutes of a core for a model of 30 blocks. */
const usualPairs = 32;
/** Of a model that is asked in no time. */
const manyPairs = 128;
const smallModel = 80e6; // bytes of weights

/** Pairs to use, of those that tell something. */
export function pairsFor(model: Model): number {
  return weightBytes(networkOf(model)) <= smallModel ? manyPairs : usualPairs;
}

/** Throws EngineError 'task-invalid' for a value out of its range. */
export function circuitSettings(request: CircuitRequest): CircuitSettings {
  const { metric = 'logit difference', ablation = 'resample' } = request;
  const { tolerance = 0.2, effects = 'interchange' } = request;
  const { sites = false, exact = false, edges = false } = request;
  if (!(tolerance > 0 && tolerance < 1)) {
    throw new EngineError(
      'task-invalid',
      `the tolerance is ${tolerance}, allowed is between 0 and 1`,
    );
  }
  checkEffects(effects, metric, ablation);
  if (edges && effects === 'interchange') {
    throw new EngineError(
      'task-invalid',
      'edges are scored by attribution, effects are by interchange',
      {
        hint: 'Ask for effects by attribution, or attribution-ig.',
      },
    );
  }
  const isExact = exact || effects === 'interchange';
  return { metric, ablation, tolerance, sites, edges, effects, isExact };
}

function checkEffects(effects: CircuitEffects, metric: CircuitMetric, ablation: Ablation): void {
  if (effects === 'interchange') return;
  if (ablation !== 'resample') {
    throw new EngineError(
      'task-invalid',
      `effects by ${effects} are of what the source run has, the ablation is ${ablation}`,
      { hint: 'Ask for effects by interchange, or resample.' },
    );
  }
  if (effects === 'attribution' && metric === 'KL') {
    throw new EngineError(
      'task-invalid',
      'attribution at the prompt itself says nothing of KL: there its slope is 0',
      { hint: 'Ask for attribution-ig, effects by interchange, or the logit difference.' },
    );
  }
}

/** The set of these variables of a task. Throws EngineError 'task-invalid' for one that it has not. */
export function sourceSet(task: Task, names: readonly string[] = []): PartSet {
  if (names.length === 0) return everything;
  const unknown = names.find((name) => !task.variables.includes(name));
  if (unknown !== undefined) {
    const has = task.variables.length > 0 ? task.variables.map(quoted).join(', ') : 'none';
    throw new EngineError(
      'task-invalid',
      `the task ${quoted(task.name)} has no variable ${quoted(unknown)} that a source changes; it has ${has}`,
      { hint: 'Name variables of the task, or none: then the source is drawn anew in all.' },
    );
  }
  const bits = names.reduce((mask, name) => mask | (1 << task.variables.indexOf(name)), 0);
  return variableSet(bits, task.readings);
}
