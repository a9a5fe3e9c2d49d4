// The panel of more than two models: every pair in one matrix.
import type { PairView, PanelModel, PanelView } from '../../../src/protocol/panelService.ts';
import type { Verdict } from '../../../src/protocol/report.ts';
import type { Canned } from './cannedPage.ts';
import { hostileNames, markup, megabyte } from './hostileNames.ts';
import { cannedHeader, cannedModelOf } from './panels.ts';

export const three = ['ab-gpt2', 'ab-llama', 'bc-llama'];
const eight = [
  'checkpoint-500',
  'checkpoint-1000',
  'checkpoint-2000',
  'checkpoint-4000',
  'checkpoint-8000',
  'Llama-3.2-8B-instruct-distilled-from-gpt2-medium-with-a-long-name-step-12000',
  'gpt2-medium-int8',
  'pruned-50',
];

/** Models of the same group compute alike; the further the groups, the larger the distance. */
const groups = [0, 0, 1, 1, 1, 2, 1, 3];
const unsolved = 7; // the place of a model that does not solve the task

function verdictOf(distance: number): Verdict {
  if (distance < 0.02) return 'indistinguishable';
  if (distance < 0.25) return 'same interpretation';
  return distance < 0.4 ? 'inconclusive' : 'different';
}

function donePair(a: number, b: number): PairView {
  if (b === unsolved) return pairOf(a, b, { phase: 'done', verdict: 'not comparable' });
  const apart = Math.abs(groups[a] - groups[b]);
  const distance = Math.min(1, apart * 0.32 + ((a * 7 + b * 3) % 10) / 60);
  return pairOf(a, b, { phase: 'done', distance, verdict: verdictOf(distance) });
}

function pairOf(a: number, b: number, with_: Partial<PairView> = {}): PairView {
  return { a, b, phase: 'idle', verdict: null, distance: null, failure: null, ...with_ };
}

const failure = {
  code: 'badFile',
  message: 'the tokenizer has no single token for “seven”',
  hint: 'Choose a task that fits every tokenizer.',
};

/** A fleet as the host makes it: the first `done` pairs, one that runs, the others wait. */
export function fleet(
  names: readonly string[],
  done: number,
  phase: PanelView['phase'],
): PanelView {
  const models = names.map((name): PanelModel => cannedModelOf(name));
  const places = names.flatMap((_, a) => names.map((_, b) => [a, b] as const));
  const pairs = places
    .filter(([a, b]) => a < b)
    .map(([a, b], i) => {
      if (i === done && phase === 'running') return pairOf(a, b, { phase: 'running' });
      if (i >= done) return pairOf(a, b);
      return i % 11 === 4 ? pairOf(a, b, { phase: 'failed', failure }) : donePair(a, b);
    });
  return {
    request: {
      models: models.map(({ path }) => path),
      task: phase === 'idle' ? null : 'cmpsum',
      options: {},
    },
    models,
    phase,
    failure: null,
    notes: [],
    report: null,
    pairs,
  };
}

const all = Number.POSITIVE_INFINITY;
const cancelled: PanelView = {
  ...fleet(three, 1, 'cancelled'),
  pairs: [donePair(0, 1), pairOf(0, 2, { phase: 'cancelled' }), pairOf(1, 2)],
};
const hostile: PanelView = {
  ...fleet(hostileNames, all, 'done'),
  models: hostileNames.map((name) => cannedModelOf(name, cannedHeader({ container: markup }))),
  pairs: fleet(hostileNames, all, 'done').pairs.map((pair) =>
    pair.failure ? { ...pair, failure: { ...failure, message: megabyte, hint: markup } } : pair,
  ),
};
const progress = {
  fraction: 0.4,
  doing: 'Interchanging activations in B: cut 3 of 5',
  secondsLeft: null,
};

const states: readonly (readonly [name: string, PanelView])[] = [
  ['3-waiting', fleet(three, 0, 'idle')],
  ['3-running', fleet(three, 1, 'running')],
  ['3-cancelled', cancelled],
  ['3-done', fleet(three, all, 'done')],
  ['8-waiting', fleet(eight, 0, 'idle')],
  ['8-running', fleet(eight, 12, 'running')],
  ['8-done', fleet(eight, all, 'done')],
  ['hostile', hostile],
];

export const fleets: readonly (readonly [name: string, Canned])[] = states.map(([name, view]) => [
  `fleet-${name}`,
  {
    answers: { ready: view },
    tells: view.phase === 'running' ? [['progress', progress]] : [],
  },
]);
