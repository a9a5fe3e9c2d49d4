// Ordinary reports by hand: two models that say whether a + b > c + d, by the way their parts take.
import type { CompareReport, InterpretReport, TaskReport } from '../../src/protocol/report.ts';
import { compareReport, findingOf, type Story } from './cannedComparison.ts';
import { type CannedModel, cannedModel, type ModelPlan, type Move } from './cannedModel.ts';

const parts = ['a', 'b', 'c', 'd'];
const task: TaskReport = {
  name: 'cmpsum',
  description: 'is a + b greater than c + d?',
  templates: ['{a} {b} , {c} {d} ='],
  variables: parts,
  parts: parts.map((id) => ({ id, variable: id })),
  spans: ['a', 'b', ',', 'c', 'd', '='].map((id) => ({ id, part: parts.includes(id) ? id : null })),
  answers: ['0', '1'],
  outcomes: ['0', '1'],
  pairs: 256,
  mostPairs: null,
};

const sums: readonly Move[] = [
  { cut: 1, parts: ['a', 'b'], to: 'b' },
  { cut: 1, parts: ['c', 'd'], to: 'd' },
  { cut: 2, parts: ['a', 'b'], to: '=', graded: 0.42 },
  { cut: 3, parts, to: '=' },
];
const sumsAtComma: readonly Move[] = [
  { cut: 1, parts: ['a', 'b'], to: ',' },
  { cut: 1, parts: ['c', 'd'], to: 'd' },
  { cut: 3, parts: ['a', 'b'], to: 'd', graded: 0.45 },
  { cut: 4, parts, to: '=' },
];
const diffs: readonly Move[] = [
  { cut: 1, parts: ['a', 'c'], to: 'c', graded: 0.5 },
  { cut: 2, parts: ['b', 'd'], to: 'd' },
  { cut: 3, parts: ['a', 'c'], to: '=', graded: 0.45 },
  { cut: 4, parts, to: '=' },
];
const direct: readonly Move[] = [
  { cut: 2, parts, to: '=', graded: 0.47 },
  { cut: 3, parts, to: '=' },
];

const gpt2 = (name: string, moves: readonly Move[], with_: Partial<ModelPlan> = {}): CannedModel =>
  cannedModel({ name, family: 'gpt2', cuts: 4, moves, seed: 1, joint: true, ...with_ }, task);
const llama = (name: string, moves: readonly Move[], with_: Partial<ModelPlan> = {}): CannedModel =>
  cannedModel({ name, family: 'llama', cuts: 5, moves, seed: 2, joint: true, ...with_ }, task);

const sumsModel = gpt2('sums-gpt2-1a', sums);
const diffsModel = llama('diffs-llama-2a', diffs);

type Numbers = NonNullable<Story['distance']>;
const interval = ([value, low, high]: Numbers) => ({ value, low, high });

function ran(models: readonly CannedModel[]) {
  const [{ report: a }, { report: b }] = models;
  return { names: [a.name, b.name], granularity: 'cut', interchanges: 13_824, pairs: 256 } as const;
}

const merging = { merge: [0.9, 0.83, 1], reading: 'unlike' } as const;

export function different(models = [sumsModel, diffsModel]): CompareReport {
  const distance: Numbers = [0.98, 0.95, 1];
  const finding = findingOf(models);
  return compareReport(task, models, {
    verdict: 'different',
    reason: { code: 'apart', ...ran(models), distance: interval(distance), margin: 0.3, finding },
    ...{ distance, full: [0.46, 0.38, 0.53], ...merging },
  });
}

export function samePlaced(): CompareReport {
  const models = [sumsModel, llama('sums-llama-2b', sumsAtComma)];
  const distance: Numbers = [0.04, 0.02, 0.09];
  const finding = findingOf(models);
  const of = { ...ran(models), distance: interval(distance), margin: 0.3, finding };
  return compareReport(task, models, {
    verdict: 'same interpretation',
    reason: { code: 'same variables', ...of },
    ...{ distance, full: [0.52, 0.47, 0.58], merge: [0.3, 0.2, 0.4], reading: 'alike' },
  });
}

export function indistinguishable(): CompareReport {
  const models = [sumsModel, gpt2('sums-gpt2-1a-int8', sums)];
  const full: Numbers = [0.02, 0.01, 0.05];
  const finding = findingOf(models);
  const of = { ...ran(models), full: interval(full), fullMargin: 0.15, finding };
  return compareReport(task, models, {
    verdict: 'indistinguishable',
    reason: { code: 'no interchange tells', ...of },
    ...{ distance: [0.01, 0, 0.03], full, merge: [0.02, 0, 0.05], reading: 'alike' },
  });
}

export function inconclusive(): CompareReport {
  const models = [gpt2('direct-gpt2-1a', direct), gpt2('direct-gpt2-1b', direct, { seed: 7 })];
  const [distance, full]: Numbers[] = [
    [0.05, 0.01, 0.12],
    [0.4, 0.3, 0.5],
  ];
  const of = { ...ran(models), distance: interval(distance), full: interval(full) };
  const finding = { seen: [[], []], deciding: null, idle: [] } as const;
  const report = compareReport(task, models, {
    verdict: 'inconclusive',
    reason: { code: 'no evidence', ...of, finding },
    ...{ distance, full, merge: [0.2, 0.1, 0.3], reading: 'alike' },
  });
  return { ...report, remedy: { code: 'finer or another task' } };
}

export function oneSided(): CompareReport {
  const models = [
    sumsModel,
    llama('muddled-llama-2c', direct, { unexplained: ['1 b', '2 d', '2 =', '1 ,', '3 d'] }),
  ];
  const distance: Numbers = [0.97, 0.93, 1];
  const of = { ...ran(models), distance: interval(distance), margin: 0.3, unread: 1 } as const;
  const report = compareReport(task, models, {
    verdict: 'inconclusive',
    reason: { code: 'unreadable', ...of, finding: findingOf(models) },
    ...{ distance, full: [0.7, 0.6, 0.8], ...merging },
  });
  return { ...report, remedy: { code: 'finer or more seeds' } };
}

export function straddling(): CompareReport {
  const report = different();
  const distance = { value: 0.34, low: 0.21, high: 0.52 };
  const reason = { code: 'straddles', ...ran([sumsModel, diffsModel]), distance } as const;
  const { set, sites } = report.distance ?? { set: [], sites: [null, null] };
  return {
    ...report,
    verdict: 'inconclusive',
    distance: { ...distance, set, sites },
    reason: { ...reason, margin: 0.3, finding: findingOf([sumsModel, diffsModel]) },
    remedy: { code: 'more pairs', needed: 2700, margin: 0.3, most: 1296 },
  };
}

export function tooFewPairs(): CompareReport {
  const report = different();
  const [distance, full] = [
    { value: 0.98, low: 0.2, high: 1 },
    { value: 0.46, low: 0, high: 1 },
  ];
  const reason = {
    code: 'too few pairs',
    ...ran([sumsModel, diffsModel]),
    distance,
    full,
  } as const;
  return {
    ...report,
    verdict: 'inconclusive',
    reason: { ...reason, pairs: 8, differentPairs: 8, fewest: 12 },
    remedy: { code: 'more values', needed: 12, most: null },
  };
}

export function controlsOverlap(): CompareReport {
  const models = [sumsModel, diffsModel];
  const distance: Numbers = [0.98, 0.95, 1];
  const full: Numbers = [0.46, 0.38, 0.53];
  const of = { ...ran(models), distance: interval(distance), full: interval(full) };
  const failed = ['sums-gpt2-1a against its twin with shuffled weights'];
  const would = 'different';
  const report = compareReport(task, models, {
    verdict: 'inconclusive',
    reason: { code: 'controls', ...of, would, failed, finding: findingOf(models) },
    ...{ distance, full, ...merging, controlsPass: false },
  });
  return { ...report, remedy: { code: 'steadier task' } };
}

export function notComparable(): CompareReport {
  const report = different();
  const failed = [{ name: 'unsolved-llama-1b', accuracy: 0.742, floor: 0.8 }];
  const nothing = { profile: null, evidence: null, sites: null };
  return {
    ...report,
    verdict: 'not comparable',
    distance: null,
    reason: { code: 'unsolved', failed },
    models: report.models.map((model, i) =>
      i === 0
        ? { ...model, ...nothing }
        : { ...model, ...nothing, name: 'unsolved-llama-1b', accuracy: 0.742, floor: 0.8 },
    ),
    sections: [],
    notes: [],
  };
}

export function unexplained(): CompareReport {
  return different([
    gpt2('sums-gpt2-1a', sums, { unexplained: ['1 ,', '2 ='], undetermined: ['1 b'] }),
    llama('diffs-llama-2a', diffs, { unexplained: ['3 b', '3 d'] }),
  ]);
}

export function interpret(): InterpretReport {
  const { distance: _, remedy: __, verdict: ___, ...report } = different([sumsModel, sumsModel]);
  const { seen } = findingOf([sumsModel, sumsModel]);
  return {
    ...report,
    kind: 'interpret',
    reason: {
      ...{ code: 'interpretation', name: 'sums-gpt2-1a', granularity: 'cut', idle: [] },
      ...{ interchanges: 6144, pairs: 256, seen: seen[0], most: null },
    },
    models: [sumsModel.report],
    notes: [],
    sections: [
      { kind: 'flow', models: [sumsModel.flow] },
      ...report.sections.filter(({ kind }) => kind === 'trust'),
    ],
  };
}
