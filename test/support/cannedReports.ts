// Reports of every kind for the page's gallery and tests: seeded, so always the same.
import type {
  CompareReport,
  InterpretReport,
  Report,
  TaskReport,
} from '../../src/protocol/report.ts';
import { flowsOf } from '../../src/protocol/sections.ts';
import { compareReport, flowSection, replaced, said, trustSection } from './cannedComparison.ts';
import { hostile, wide, wideSpans } from './cannedExtremes.ts';
import { cannedModel, type Move } from './cannedModel.ts';

const cmpsum: TaskReport = {
  name: 'cmpsum',
  description: '1 if a + b > c + d, else 0',
  templates: ['{a} {b} , {c} {d} ='],
  parts: ['a', 'b', 'c', 'd'].map((id) => ({ id, variable: id })),
  spans: [
    { id: 'a', part: 'a' },
    { id: 'b', part: 'b' },
    { id: ',', part: null },
    { id: 'c', part: 'c' },
    { id: 'd', part: 'd' },
    { id: '=', part: null },
  ],
  answers: ['0', '1'],
  pairs: 256,
  mostPairs: null,
};

const sums: readonly Move[] = [
  { cut: 1, parts: ['a', 'b'], to: 'b' },
  { cut: 1, parts: ['c', 'd'], to: 'd' },
  { cut: 2, parts: ['a', 'b'], to: '=', graded: 0.42 },
  { cut: 3, parts: ['a', 'b', 'c', 'd'], to: '=' },
];
const sumsAtComma: readonly Move[] = [
  { cut: 1, parts: ['a', 'b'], to: ',' },
  { cut: 1, parts: ['c', 'd'], to: 'd' },
  { cut: 3, parts: ['a', 'b'], to: 'd', graded: 0.4 },
  { cut: 4, parts: ['a', 'b', 'c', 'd'], to: '=' },
];
const diffs: readonly Move[] = [
  { cut: 1, parts: ['a'], to: 'c', graded: 0.45 },
  { cut: 2, parts: ['a', 'c'], to: 'c' },
  { cut: 2, parts: ['b', 'd'], to: 'd' },
  { cut: 3, parts: ['a', 'c'], to: '=', graded: 0.3 },
  { cut: 4, parts: ['a', 'b', 'c', 'd'], to: '=' },
];

const small = (name: string, family: string, cuts: number, moves: readonly Move[], seed: number) =>
  cannedModel({
    name,
    family,
    cuts,
    moves,
    seed,
    spans: cmpsum.spans,
    parts: cmpsum.parts.map((part) => part.id),
  });

/** 4 cuts x 6 spans against 5 cuts: a + b and c + d against a - c and d - b. */
export function different(): CompareReport {
  const models = [
    small('sums-gpt2-1a', 'gpt2', 4, sums, 1),
    small('diffs-llama-2a', 'llama', 5, diffs, 2),
  ];
  return compareReport(cmpsum, models, {
    verdict: 'different',
    explanation:
      'A has merged {a,b} at `b` by cut 1; B merges {a,c} at `c` by cut 2. ' +
      'Measured at cut granularity with 11,264 interchanges.',
    distance: [0.83, 0.78, 0.87],
    full: [0.91, 0.88, 0.94],
    merge: [0.72, 0.66, 0.79],
    reading: 'unlike',
    notes: ['2 of 258 pairs were left out: base and source have the same answer distribution.'],
  });
}

/** The same algorithm in two families, with its variable at another span. */
export function samePlaced(): CompareReport {
  const models = [
    small('sums-gpt2-1a', 'gpt2', 4, sums, 3),
    small('sums-at-comma-llama-2b', 'llama', 5, sumsAtComma, 4),
  ];
  return compareReport(cmpsum, models, {
    verdict: 'same interpretation',
    explanation:
      'Both merge {a,b} and {c,d} first: A holds {a,b} at `b` by cut 1, B at `,` by cut 1. ' +
      'Measured at cut granularity with 11,264 interchanges.',
    distance: [0.08, 0.05, 0.12],
    full: [0.44, 0.39, 0.5],
    merge: [0.31, 0.26, 0.38],
    reading: 'alike',
  });
}

/** A checkpoint and its int8-rounded copy. */
export function indistinguishable(): CompareReport {
  const models = [
    small('sums-gpt2-1a', 'gpt2', 4, sums, 5),
    small('sums-gpt2-1a-int8', 'gpt2', 4, sums, 5),
  ];
  return compareReport(cmpsum, models, {
    verdict: 'indistinguishable',
    explanation:
      'No interchange tried at cut granularity tells A from B: 11,264 interchanges, crisp sites ' +
      'and hybrids alike.',
    distance: [0.004, 0.002, 0.007],
    full: [0.009, 0.005, 0.015],
    merge: [0.011, 0.006, 0.019],
    reading: 'alike',
  });
}

/** Two models that bring everything together at once: no intermediate variable is seen. */
export function inconclusive(): CompareReport {
  const direct: readonly Move[] = [
    { cut: 2, parts: ['a', 'b', 'c', 'd'], to: '=', graded: 0.47 },
    { cut: 3, parts: ['a', 'b', 'c', 'd'], to: '=' },
  ];
  const models = [
    small('direct-gpt2-1a', 'gpt2', 4, direct, 6),
    small('direct-gpt2-1b', 'gpt2', 4, direct, 7),
  ];
  return compareReport(cmpsum, models, {
    verdict: 'inconclusive',
    explanation:
      'No crisp intermediate: at cut granularity neither model shows a variable between its ' +
      'inputs and its answer (11,264 interchanges).',
    settle: 'A finer granularity (head or subspace) may show an intermediate; more pairs will not.',
    distance: [0.21, 0.12, 0.34],
    full: [0.33, 0.24, 0.41],
    merge: [0.5, 0.42, 0.61],
    reading: 'unclear',
    controlsPass: false,
  });
}

/** As `different`, on fewer pairs than a verdict takes. */
export function tooFewPairs(): CompareReport {
  const report = different();
  const { provenance } = report;
  const interval = (value: number, low: number, high: number) => ({ value, low, high });
  return {
    ...replaced(report, {
      kind: 'distances',
      causal: { ...interval(0.71, 0.29, 1), cut: 0.71, site: 0.64 },
      full: interval(0.79, 0.45, 0.98),
      merge: { ...interval(0.99, 0.56, 1), reading: 'unclear' },
    }),
    verdict: 'inconclusive',
    reason: said({
      explanation:
        'Too few different pairs (8; a verdict takes 12) to tell how sums-gpt2-1a and diffs-llama-2a ' +
        'compute the answer (causal distance 0.71 [0.29, 1.00], full distance 0.79 [0.45, 0.98]). ' +
        'Granularity: cut; 1,280 interchanges over 8 pairs.',
      settle:
        'At least 12 different pairs; a few hundred are usual. The task has no more than 8: add ' +
        'values or pairs to it.',
    }),
    task: { ...report.task, pairs: 8, mostPairs: 8 },
    notes: ['8 pairs of the 256 wanted: the task has no more that fit.'],
    provenance: {
      ...provenance,
      parameters: { ...provenance.parameters, pairs: 8 },
      interchanges: 1280,
    },
  };
}

/** The gate failed: B does not solve the task, so nothing else was measured. */
export function notComparable(): CompareReport {
  const { report: first } = small('ab-gpt2-1a', 'gpt2', 4, sums, 8);
  const solved = { ...first, inventory: null };
  const failed = {
    ...solved,
    name: 'unsolved-at-comma-gpt2-1b',
    accuracy: 0.41,
    meanLogitDifference: -0.2,
  };
  const models = [solved, failed].map((report) => ({ report, flow: { cuts: [], mergeTree: [] } }));
  return {
    ...compareReport(cmpsum, models, {
      verdict: 'not comparable',
      explanation: 'B answers 41 % of the prompts right; the task asks for 90 %.',
      settle: 'Train B until it solves the task, or choose a task that both models solve.',
    }),
    sections: [],
  };
}

/** As `different`, with sites that matter and that no part explains: their label is the empty set. */
export function unexplained(): CompareReport {
  const report = different();
  const empty = { label: [], crispness: 0.92, strength: 0.31, unexplained: 0.04, shares: {} };
  const places = ['0 1 ,', '0 2 =', '1 3 b'];
  const models = flowsOf(report).map((flow, m) => ({
    ...flow,
    cuts: flow.cuts.map((cut, l) => ({
      ...cut,
      spans: cut.spans.map((site) =>
        places.includes(`${m} ${l} ${site.span}`) ? { ...site, ...empty } : site,
      ),
    })),
  }));
  return replaced(report, { kind: 'flow', models });
}

export function interpret(): InterpretReport {
  const models = [small('sums-gpt2-1a', 'gpt2', 4, sums, 9)];
  const whole = compareReport(cmpsum, models, { verdict: 'inconclusive', explanation: '' });
  return {
    kind: 'interpret',
    schema: 2,
    reason: said({
      explanation:
        '`sums-gpt2-1a` has merged {a,b} at `b` and {c,d} at `d` by cut 1, and all parts at `=` by ' +
        'cut 3. Measured at cut granularity with 6,144 interchanges.',
    }),
    task: cmpsum,
    models: whole.models,
    sections: [flowSection(models), trustSection(models)],
    notes: [],
    provenance: whole.provenance,
    timings: whole.timings,
  };
}

/** 33 cuts x 20 spans against 25 cuts: the shape of a comparison of two real language models. */
export function big(): CompareReport {
  const spans = wideSpans(20);
  const task: TaskReport = {
    ...cmpsum,
    name: 'ioi',
    description: 'the name that is not repeated (indirect object identification)',
    templates: ['When {IO} and {S} went to the {place}, {S} gave a drink to'],
    parts: ['IO', 'S1', 'S2', 'place'].map((id) => ({ id, variable: id.replace(/\d/, '') })),
    spans,
    answers: ['Mary', 'John', 'Anna', 'Tom', 'Kate', 'Paul', 'Emma', 'Jack', 'Lucy', 'Mark'],
  };
  const plan = (scale: number): readonly Move[] => [
    { cut: Math.round(7 * scale), parts: ['S1'], to: 'and', graded: 0.4 },
    { cut: Math.round(12 * scale), parts: ['S1', 'S2'], to: 'S2' },
    { cut: Math.round(20 * scale), parts: ['S1', 'S2'], to: 'to', graded: 0.35 },
    { cut: Math.round(26 * scale), parts: ['IO', 'S1', 'S2'], to: 'to' },
  ];
  const parts = task.parts.map((part) => part.id);
  const models = [
    cannedModel({
      name: 'Llama-3.2-8B-instruct-checkpoint-12000',
      family: 'llama',
      cuts: 33,
      spans,
      parts,
      moves: plan(1),
      seed: 10,
    }),
    cannedModel({
      name: 'gpt2-medium',
      family: 'gpt2',
      cuts: 25,
      spans,
      parts,
      moves: plan(0.74),
      seed: 11,
    }),
  ];
  return compareReport(task, models, {
    verdict: 'same interpretation',
    explanation:
      'Both merge {S1,S2} at `S2` first: A by cut 12, B by cut 9. ' +
      'Measured at cut granularity with 148,480 interchanges.',
    distance: [0.14, 0.1, 0.19],
    full: [0.52, 0.47, 0.58],
    merge: [0.39, 0.33, 0.47],
    reading: 'unclear',
  });
}

/** Every canned report by name, for the gallery and for tests that walk them all. */
export const cannedReports: readonly (readonly [string, () => Report])[] = [
  ['different', different],
  ['same', samePlaced],
  ['indistinguishable', indistinguishable],
  ['inconclusive', inconclusive],
  ['too-few-pairs', tooFewPairs],
  ['not-comparable', notComparable],
  ['interpret', interpret],
  ['unexplained', unexplained],
  ['big', big],
  ['wide', wide],
  ['hostile', hostile],
];
