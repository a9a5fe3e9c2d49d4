// Builds a whole comparison report around canned models: mismatch, examples, controls, provenance.

import type { Finding } from '../../src/protocol/reason.ts';
import type {
  CompareReport,
  Provenance,
  Report,
  TaskReport,
  Verdict,
} from '../../src/protocol/report.ts';
import type {
  ControlReport,
  ExampleReport,
  Section,
  SectionOf,
  SpanReport,
  TrustReport,
} from '../../src/protocol/sections.ts';
import { type CannedModel, seededRandom } from './cannedModel.ts';

type Numbers = readonly [value: number, low: number, high: number];
export type Story = {
  readonly verdict: Verdict;
  readonly explanation?: string;
  /** Instead of an explanation. */
  readonly reason?: CompareReport['reason'];
  readonly settle?: string;
  readonly distance?: Numbers;
  readonly full?: Numbers;
  readonly merge?: Numbers;
  readonly reading?: 'alike' | 'unlike' | 'unclear';
  readonly notes?: readonly string[];
  readonly controlsPass?: boolean;
};

export function compareReport(
  task: TaskReport,
  models: readonly CannedModel[],
  story: Story,
): CompareReport {
  return {
    kind: 'compare',
    schema: 4,
    verdict: story.verdict,
    distance: distanceOf(models, story),
    reason: story.reason ?? said(story),
    remedy: null,
    task,
    models: models.map(({ report }) => report),
    looks: null,
    sections: [flowSection(models), ...distancesOf(story), ...measured(task, models, story)],
    notes: [
      ...(story.notes ?? []),
      'Equivalence is relative to the interchanges tried, at cut granularity.',
    ],
    provenance: cannedProvenance(models),
    timings: {
      seconds: 14.2,
      steps: [
        ['read', 0.31],
        ['gate', 0.84],
        ['interchanges', 11.02],
        ['intervals', 2.03],
      ],
    },
  };
}

/** The report with this section in the place of the other of its kind. */
export function replaced<R extends Report>(report: R, by: Section): R {
  const sections = report.sections.map((section) => (section.kind === by.kind ? by : section));
  return { ...report, sections };
}

/** What a report says; these were written by hand. */
function said({ explanation, settle }: Pick<Story, 'explanation' | 'settle'>) {
  return { code: 'said', explanation: explanation ?? '', settle: settle ?? null } as const;
}

function flowSection(models: readonly CannedModel[]): Section {
  return { kind: 'flow', models: models.map(({ flow }) => flow) };
}

function trustSection(models: readonly CannedModel[]): Section {
  const rows = models.flatMap(({ report: { name: model } }): TrustReport[] => [
    { name: 'no-op interchange', model, worst: 0, allowed: 1e-6, passed: true },
    { name: 'whole-cut interchange', model, worst: 4.76837e-7, allowed: 1e-4, passed: true },
  ]);
  return { kind: 'trust', rows };
}

const interval = ([value, low, high]: Numbers) => ({ value, low, high });

/** The set in which the profiles differ most, with the story's numbers. */
function distanceOf(
  models: readonly CannedModel[],
  { distance }: Story,
): CompareReport['distance'] {
  if (!distance) return null;
  const { set, sites } = decidingOf(models);
  return { ...interval(distance), set, sites };
}

function decidingOf(models: readonly CannedModel[]) {
  const [a, b] = models.map(
    ({ report }) => new Map((report.profile ?? []).map((one) => [JSON.stringify(one.set), one])),
  );
  const apart = (key: string) => Math.abs((a.get(key)?.value ?? 0) - (b.get(key)?.value ?? 0));
  const [key = '[]'] = [...a.keys(), ...b.keys()].sort((x, y) => apart(y) - apart(x));
  const sides = [a.get(key), b.get(key)];
  return {
    set: JSON.parse(key) as readonly string[],
    values: [sides[0]?.value ?? 0, sides[1]?.value ?? 0] as const,
    sites: [sides[0]?.site ?? null, sides[1]?.site ?? null] as const,
  };
}

/** What the two are seen to do. */
export function findingOf(models: readonly CannedModel[], idle: readonly string[] = []): Finding {
  const [a, b] = models.map(({ report }) =>
    (report.profile ?? []).flatMap(({ set, value, site }) =>
      value >= 0.5 && site ? [{ set, value, site }] : [],
    ),
  );
  const byCut = (seen: typeof a) => [...seen].sort((x, y) => x.site.cut - y.site.cut);
  return { seen: [byCut(a), byCut(b)], deciding: decidingOf(models), idle };
}

function distancesOf({ full, merge, reading }: Story): Section[] {
  if (!full) return [];
  return [
    {
      kind: 'distances',
      full: interval(full),
      merge: merge && reading ? { ...interval(merge), reading } : null,
    },
  ];
}

function measured(task: TaskReport, models: readonly CannedModel[], story: Story): Section[] {
  return [
    ...(models.length === 2 ? [mismatchOf(models)] : []),
    { kind: 'controls', rows: cannedControls(story.controlsPass ?? true) },
    trustSection(models),
    { kind: 'examples', rows: cannedExamples(task) },
  ];
}

/** The largest difference of shares under the best pairing of spans, taken greedily; cuts are joined where
 * they hold the same sets. */
function mismatchOf(models: readonly CannedModel[]): SectionOf<'mismatch'> {
  const [a, b] = models.map(({ flow }) => flow);
  const cuts = a.cuts.map((cutA) =>
    b.cuts.map((cutB) => {
      const left = new Set(cutB?.spans);
      let worst = 0;
      for (const spanA of cutA?.spans ?? []) {
        const costs = [...left].map((spanB) => ({
          spanB,
          cost: unlike(spanA.shares, spanB.shares),
        }));
        costs.sort((x, y) => x.cost - y.cost);
        if (costs[0]) left.delete(costs[0].spanB);
        worst = Math.max(worst, costs[0]?.cost ?? 1);
      }
      return worst;
    }),
  );
  const [heldA, heldB] = models.map(labelsOf);
  const matches = heldA.flatMap((labels, l) => {
    const m = heldB.indexOf(labels);
    return m < 0 || heldA.indexOf(labels) !== l ? [] : [{ a: l, b: m, mismatch: cuts[l][m] }];
  });
  return { kind: 'mismatch', cuts, matches };
}

/** The labels of each cut's sites, as one text. */
function labelsOf({ report, flow }: CannedModel): readonly string[] {
  return flow.cuts.map((_, l) => {
    const held = (report.sites ?? []).filter(({ cut, onward }) => cut === l && !onward);
    return held
      .map(({ label }) => JSON.stringify(label))
      .sort()
      .join();
  });
}

type Shares = SpanReport['shares'];
const unlike = (x: Shares, y: Shares) =>
  Math.max(...Object.keys(x ?? {}).map((part) => Math.abs((x?.[part] ?? 0) - (y?.[part] ?? 0))));

function cannedExamples(task: TaskReport): ExampleReport[] {
  const random = seededRandom(99);
  const answers = task.answers.length;
  const spread = (at: number, mass: number) => {
    const rest = (1 - mass) / (answers - 1);
    return Array.from({ length: answers }, (_, i) => (i === at ? mass : rest));
  };
  return Array.from({ length: 6 }, (_, i) => {
    const words = () =>
      (task.templates[0] ?? '{a} of {b}').replace(/\{[^}]*\}/g, () =>
        String(Math.floor(random() * 5)),
      );
    const at = i % answers;
    return {
      base: words(),
      source: words(),
      answer: task.answers[at],
      sites: [1, 2].map((cut) => ({ cut, span: task.spans[cut].id })),
      difference: 0.93 - 0.04 * i,
      clean: [spread(at, 0.97), spread(at, 0.95)],
      responses: [spread((at + 1) % answers, 0.9 - 0.05 * i), spread(at, 0.92)],
    };
  });
}

function cannedControls(pass: boolean): ControlReport[] {
  type Row = readonly [ControlReport['kind'], ControlReport['of'], string, number];
  const rows: readonly Row[] = [
    ['positive', 'profile', 'A on disjoint halves', pass ? 0.02 : 0.36],
    ['positive', 'profile', 'B on disjoint halves', 0.03],
    ['negative', 'profile', 'A with shuffled weights', 0.03],
    ['negative', 'profile', 'B with shuffled weights', 0.01],
    ['negative', 'full', 'A against itself with the pairs permuted', 1],
    ['negative', 'full', 'B against itself with the pairs permuted', pass ? 0.98 : 0.12],
  ];
  return rows.map(([kind, of, name, value]) => {
    const below = of === 'profile';
    const passed = below ? value < 0.3 : value > 0.3;
    return { kind, of, name, value, wanted: below ? 'below' : 'above', bound: 0.3, passed };
  });
}

function cannedProvenance(models: readonly CannedModel[]): Provenance {
  const random = seededRandom(7);
  const digest = () =>
    Array.from({ length: 64 }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    version: '0.1.0',
    algorithm: 1,
    runtime: 'onnxruntime-node 1.30.0',
    runtimeNote: null,
    task: digest(),
    models: models.map(({ report }) => ({
      name: report.name,
      weights: digest(),
      config: digest(),
      tokenizer: digest(),
    })),
    parameters: {
      pairs: 256,
      seed: 0,
      level: 0.95,
      margin: 0.3,
      fullMargin: 0.15,
      mergeMargins: [0.45, 0.6],
      resamples: 1000,
      granularity: 'cut',
    },
    interval: 'percentile bootstrap over pairs, from stored responses',
    interchanges: 11264,
  };
}
