// The panel of more than two models: every pair in one matrix.
import type { PanelModel, PanelView } from '../../../src/protocol/panelService.ts';
import type { FleetReport } from '../../../src/protocol/report.ts';
import { cannedFleet, cannedFleetSoFar } from '../../support/cannedFleet.ts';
import type { Canned } from './cannedPage.ts';
import { hostileNames, markup, megabyte } from './hostileNames.ts';
import { cannedHeader, cannedModelOf } from './panels.ts';

export const three = ['ab-gpt2', 'ab-llama', 'bc-llama'];
export const four = ['sums-gpt2-1a', 'sums-llama-2b', 'diffs-gpt2-3a', 'diffs-llama-2a'];
/** By the groups of the canned fleet. */
const algorithms = ['sums', 'sums-at-comma', 'diffs', 'diffs', 'diffs', 'cross', 'diffs', 'direct'];
export const thirty = Array.from({ length: 30 }, (_, i) => {
  return `${algorithms[i % 8]}-${i % 2 === 0 ? 'gpt2' : 'llama'}-${1 + (i % 3)}${'abcd'[Math.floor(i / 8)]}`;
});
export const eight = [
  'checkpoint-500',
  'checkpoint-1000',
  'checkpoint-2000',
  'checkpoint-4000',
  'checkpoint-8000',
  'Llama-3.2-8B-instruct-distilled-from-gpt2-medium-with-a-long-name-step-12000',
  'gpt2-medium-int8',
  'pruned-50',
];

/** A fleet as the host shows it; with its report where one was made. */
export function fleet(
  names: readonly string[],
  phase: PanelView['phase'],
  report: FleetReport | null = phase === 'done' ? cannedFleet(names) : null,
): PanelView {
  const models = names.map((name): PanelModel => cannedModelOf(name));
  return {
    request: {
      models: models.map(({ path }) => path),
      task: phase === 'idle' ? null : 'cmpsum',
      options: {},
    },
    models,
    spans: null,
    phase,
    failure: phase === 'failed' ? failure : null,
    notes: [],
    report,
    edition: 0,
  };
}

const failure = {
  code: 'badFile',
  message: 'the tokenizer has no single token for “seven”',
  hint: 'Choose a task that fits every tokenizer.',
};
const hostile: PanelView = {
  ...fleet(hostileNames, 'done'),
  models: hostileNames.map((name) => cannedModelOf(name, cannedHeader({ container: markup }))),
};
const hostileFailure: PanelView = {
  ...fleet(three, 'failed'),
  failure: { ...failure, message: megabyte, hint: markup },
};
const progress = {
  fraction: 0.4,
  doing: 'Interchanging activations in B: cut 3 of 5',
  secondsLeft: null,
};

const states: readonly (readonly [name: string, PanelView])[] = [
  ['3-waiting', fleet(three, 'idle')],
  ['3-running', fleet(three, 'running')],
  ['3-first-look', fleet(three, 'running', cannedFleetSoFar(three, 0))],
  ['3-so-far', fleet(three, 'running', cannedFleetSoFar(three, 2))],
  ['3-unfinished', fleet(three, 'cancelled', cannedFleetSoFar(three, 1))],
  ['3-cancelled', fleet(three, 'cancelled')],
  ['3-failed', hostileFailure],
  ['3-done', fleet(three, 'done')],
  ['8-waiting', fleet(eight, 'idle')],
  ['8-running', fleet(eight, 'running', cannedFleetSoFar(eight, 9))],
  ['8-done', fleet(eight, 'done')],
  ['4-done', fleet(four, 'done')],
  ['30-done', fleet(thirty, 'done')],
  ['hostile', hostile],
];

export const fleets: readonly (readonly [name: string, Canned])[] = states.map(([name, view]) => [
  `fleet-${name}`,
  {
    answers: { ready: view },
    tells: view.phase === 'running' ? [['progress', progress]] : [],
  },
]);
