// The reasons of circuits with the sentences that say them.
import type { CircuitReason } from '../../src/protocol/reason.ts';
import type { Rows } from './reasons.ts';

const circuit: Omit<Extract<CircuitReason, { readonly code: 'circuit' }>, 'leading'> = {
  ...{ code: 'circuit', name: 'one', granularity: 'component', interchanges: 4096, pairs: 32 },
  ...{ heads: 7, mlps: 2, components: 1300, metric: 'logit difference', effects: 'interchange' },
  faithfulness: { value: 0.84, low: 0.8, high: 0.88 },
  above: 0.98,
};
const asked = '32 pairs, 4,096 interchanges at component granularity.';
export const circuitReasons: Rows<CircuitReason> = [
  [
    'a circuit',
    { ...circuit, leading: ['2.1', 'mlp 0'] },
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 1,300 heads and MLPs alone (7 and 2); 98.0 % of random circuits of that size keep less; greatest effects: 2.1, mlp 0. ${asked}`,
  ],
  [
    'one in the order of attribution',
    { ...circuit, effects: 'attribution', leading: ['2.1'] },
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 1,300 heads and MLPs alone (7 and 2); 98.0 % of random circuits of that size keep less; greatest effects by attribution: 2.1. ${asked}`,
  ],
  [
    'one in the order of integrated attribution',
    { ...circuit, effects: 'attribution-ig', leading: ['2.1'] },
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 1,300 heads and MLPs alone (7 and 2); 98.0 % of random circuits of that size keep less; greatest effects by integrated attribution: 2.1. ${asked}`,
  ],
  [
    'one of nothing',
    { ...circuit, metric: 'KL', heads: 0, mlps: 0, leading: [] },
    `one keeps 0.84 [0.80, 0.88] of what the model says by 0 of its 1,300 heads and MLPs alone (0 and 0); 98.0 % of random circuits of that size keep less. ${asked}`,
  ],
];
