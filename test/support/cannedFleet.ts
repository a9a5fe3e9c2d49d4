// The report of a fleet for the page's gallery and tests: distances by groups of models that compute alike.
import { motifsSection } from '../../src/engine/analysis/motifsSection.ts';
import type { FleetReport, Verdict } from '../../src/protocol/report.ts';
import type { FleetPair, Section } from '../../src/protocol/sections.ts';
import { pairVerdict } from '../../src/words/verdicts.ts';
import { different } from './cannedReports.ts';

/** Models of the same group compute alike; the further the groups, the larger the distance. */
const groups = [0, 0, 1, 1, 1, 2, 1, 3];
/** The place of a model that does not solve the task. */
const unsolved = 7;

const reasons: Readonly<Record<Verdict, FleetPair['reason']>> = {
  indistinguishable: 'no interchange tells',
  'same interpretation': 'same variables',
  inconclusive: 'straddles',
  different: 'apart',
  'not comparable': 'unsolved',
};

const nothing = { distance: null, full: null, merge: null, pairs: null, level: null };

function verdictOf(distance: number): Verdict {
  if (distance < 0.02) return 'indistinguishable';
  if (distance < 0.25) return 'same interpretation';
  return distance < 0.4 ? 'inconclusive' : 'different';
}

function pairOf(a: number, b: number): FleetPair {
  if (b === unsolved) {
    const verdict = 'not comparable';
    return { a, b, verdict, reason: reasons[verdict], ...nothing };
  }
  const apart = Math.abs(groups[a % 8] - groups[b % 8]);
  const value = Math.min(1, apart * 0.32 + ((a * 7 + b * 3) % 10) / 60);
  const around = (x: number) => {
    return { value: x, low: Math.max(0, x - 0.04), high: Math.min(1, x + 0.05) };
  };
  const verdict = verdictOf(value);
  return {
    ...{ a, b, verdict, reason: reasons[verdict] },
    distance: { ...around(value), set: ['a', 'b'] },
    full: around(Math.min(1, 1.2 * value)),
    merge: a === 0 ? null : { ...around(value / 2), reading: 'alike' },
    ...{ pairs: 256, level: 0.95 },
  };
}

export function cannedFleet(names: readonly string[]): FleetReport {
  const { schema, task, sections, provenance, models, notes, timings } = different();
  const pairs = names.flatMap((_, a) => names.slice(a + 1).map((_, i) => pairOf(a, a + 1 + i)));
  const failed = names.slice(unsolved, unsolved + 1);
  return {
    kind: 'fleet',
    schema,
    reason: {
      code: 'fleet',
      models: names.length,
      verdicts: countOf(pairs),
      failed: failed.map((name) => ({ name, accuracy: 0.3, floor: 0.8 })),
      granularity: 'cut',
      interchanges: 40_960,
      pairs: task.pairs,
    },
    task,
    models: names.map((name, i) => ({ ...models[i % 2], name, sites: null })),
    sections: [
      { kind: 'fleet', pairs },
      motifsSection(pairs, parametersOf(names.length)),
      ...sections.filter(({ kind }) => kind === 'controls' || kind === 'trust'),
    ],
    looks: null,
    notes,
    provenance: {
      ...provenance,
      models: names.map((name, i) => ({ ...provenance.models[i % 2], name })),
    },
    timings,
  };
}

/** By model: the later the smaller; that of the model that does not solve the task is not asked for. */
function parametersOf(models: number): (number | undefined)[] {
  return Array.from({ length: models }, (_, m) =>
    m === unsolved ? undefined : 90_000 - 7_000 * m,
  );
}

/** The same while it goes on: the first so many of those that can be compared are; before any is, models are looked at. */
export function cannedFleetSoFar(names: readonly string[], compared: number): FleetReport {
  const whole = cannedFleet(names);
  let left = compared;
  const sections = whole.sections.flatMap((section): Section[] => {
    if (section.kind === 'motifs') return [];
    if (section.kind !== 'fleet') return compared > 0 ? [section] : [];
    const pairs = section.pairs.map((pair): FleetPair => {
      if (pair.reason === 'unsolved') return pair;
      left -= 1;
      if (left >= 0) return { ...pair, ...{ pairs: 16, level: 0.99998 } };
      return { a: pair.a, b: pair.b, verdict: 'inconclusive', reason: 'survey', ...nothing };
    });
    return [{ ...section, pairs }];
  });
  const pairs = compared > 0 ? 16 : 8;
  const [first] = sections;
  const done = first.kind === 'fleet' ? first.pairs.filter(pairVerdict) : [];
  const look = { pairs, cuts: names.map(() => [0, 3]), interchanges: 2_048 };
  const survey = { ...look, pairs: 8, level: null, cuts: names.map(() => [0, 1, 2, 3]) };
  const looks = compared > 0 ? [survey, { ...look, level: 0.99998 }] : [survey];
  return {
    ...whole,
    reason: { ...whole.reason, verdicts: countOf(done), pairs },
    task: { ...whole.task, pairs },
    models: whole.models.map((model, i) => {
      const isSeen = compared > 0 && i < unsolved;
      return { ...model, ...(isSeen ? {} : { profile: null, evidence: null }) };
    }),
    sections,
    looks: { level: 0.95, looks, stopped: null },
  };
}

function countOf(pairs: readonly FleetPair[]) {
  const verdicts = new Map<Verdict, number>();
  for (const { verdict } of pairs) verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
  return [...verdicts].map(([verdict, count]) => ({ verdict, pairs: count }));
}
