// The reasons of circuits with the sentences that say them.
import type { CircuitReason, WiringReason } from '../../src/protocol/reason.ts';
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
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 1,300 heads and MLPs alone (7 and 2); 98.0 % of random circuits of that size keep less; greatest effects: L2H1, MLP 0. ${asked}`,
  ],
  [
    'one in the order of attribution',
    { ...circuit, effects: 'attribution', leading: ['2.1'] },
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 1,300 heads and MLPs alone (7 and 2); 98.0 % of random circuits of that size keep less; greatest effects by attribution: L2H1. ${asked}`,
  ],
  [
    'one in the order of integrated attribution',
    { ...circuit, effects: 'attribution-ig', leading: ['2.1'] },
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 1,300 heads and MLPs alone (7 and 2); 98.0 % of random circuits of that size keep less; greatest effects by integrated attribution: L2H1. ${asked}`,
  ],
  [
    'one in the order of scores that were given, and nearly the whole model',
    { ...circuit, components: 12, origin: 'scores', leading: ['2.1'] },
    `one keeps 0.84 [0.80, 0.88] of the logit difference by 9 of its 12 heads and MLPs alone (7 and 2); that is nearly the whole model, so it tells little of where the answer is made; 98.0 % of random circuits of that size keep less; first by the scores given: L2H1. ${asked}`,
  ],
  [
    'one of nothing',
    { ...circuit, metric: 'KL', heads: 0, mlps: 0, leading: [] },
    `one keeps 0.84 [0.80, 0.88] of what the model says by 0 of its 1,300 heads and MLPs alone (0 and 0); 98.0 % of random circuits of that size keep less. ${asked}`,
  ],
];

const wiring: Extract<WiringReason, { readonly code: 'wiring' }> = {
  ...{ code: 'wiring', names: ['one', 'two'], sizes: [9, 7], components: [1300, 15] },
  ...{ both: 5, onlyA: 4, onlyB: 2, p: 0.005, granularity: 'component' },
  ...{ interchanges: 4096, pairs: 32, shared: { value: 0.61, low: 0.5, high: 0.7 } },
};
const wired = `p 0.005 that chance shares as much, ${asked}`;
export const wiringReasons: Rows<WiringReason> = [
  [
    'two circuits that share a part',
    wiring,
    `9 of the 1,300 heads and MLPs of one and 7 of the 15 heads and MLPs of two are their circuits; 5 of each do the same by their effects, 0.61 [0.50, 0.70] of all effects; 4 in the circuit of one alone, 2 in the circuit of two alone; the wiring differs here, which is no verdict on the two models. ${wired}`,
  ],
  [
    'two that share all',
    { ...wiring, sizes: [5, 5], onlyA: 0, onlyB: 0, shared: { value: 1, low: 1, high: 1 } },
    `5 of the 1,300 heads and MLPs of one and 5 of the 15 heads and MLPs of two are their circuits; 5 of each do the same by their effects, 1.00 [1.00, 1.00] of all effects; the wiring is the same here, which is no verdict on the two models. ${wired}`,
  ],
  [
    'two of which too few pairs are known',
    { ...wiring, sizes: [9, 7], pairs: 3, p: 0.135, isTooFew: true },
    '9 of the 1,300 heads and MLPs of one and 7 of the 15 heads and MLPs of two are their circuits; 5 of each do the same by their effects, 0.61 [0.50, 0.70] of all effects; 4 in the circuit of one alone, 2 in the circuit of two alone; 3 pairs, over which chance makes any two of them nearly as alike, are too few to tell whether the wiring differs, which is no verdict on the two models. p 0.14 that chance shares as much, 3 pairs, 4,096 interchanges at component granularity.',
  ],
  [
    'one of nearly the whole model',
    { ...wiring, sizes: [9, 12] },
    `9 of the 1,300 heads and MLPs of one and 12 of the 15 heads and MLPs of two are their circuits; that of two is nearly the whole model, so it tells little of where the answer is made; 5 of each do the same by their effects, 0.61 [0.50, 0.70] of all effects; 4 in the circuit of one alone, 2 in the circuit of two alone; the wiring differs here, which is no verdict on the two models. ${wired}`,
  ],
];
