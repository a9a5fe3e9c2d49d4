// A made-up model report: parts start at their own spans and move by a given plan; everything else (shares,
// what the sites hold, profile, merging, merge tree) follows from that, with a little seeded noise.

import {
  isOccurrence,
  type ProfileEntry,
  type SetName,
  type SiteReport,
} from '../../src/protocol/coordinates.ts';
import type { ModelReport, TaskReport } from '../../src/protocol/report.ts';
import type {
  CutReport,
  FlowReport,
  MergeReport,
  SpanReport,
} from '../../src/protocol/sections.ts';
import { readableTo } from '../../src/protocol/siteKind.ts';

export type CannedModel = { readonly report: ModelReport; readonly flow: FlowReport };

/** From cut `cut` on, `parts` (members of sets) are at span `to` instead of where they were and instead of
 * `gone`; at that cut itself with the weight `graded` not yet. */
export type Move = {
  readonly cut: number;
  readonly parts: readonly string[];
  readonly to: string;
  readonly gone?: readonly string[];
  readonly graded?: number;
};

export type ModelPlan = {
  readonly name: string;
  readonly family: string;
  readonly cuts: number;
  readonly moves: readonly Move[];
  readonly accuracy?: number;
  readonly seed: number;
  /** Sites, "cut span", that no mixture explains, and at which sets cannot be told apart. */
  readonly unexplained?: readonly string[];
  readonly undetermined?: readonly string[];
  /** Whether what is at the spans after a span is a site with it. */
  readonly joint?: boolean;
};

/** mulberry32: numbers in [0,1), the same for the same seed everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Told = { readonly plan: ModelPlan; readonly task: TaskReport; readonly random: () => number };

export function cannedModel(plan: ModelPlan, task: TaskReport): CannedModel {
  const told = { plan, task, random: seededRandom(plan.seed) };
  const cuts = Array.from({ length: plan.cuts }, (_, cut) => cannedCut(told, cut));
  const sites = sitesOf(told);
  const profile = profileOf(told, sites);
  const report = {
    name: plan.name,
    family: plan.family,
    shape: [
      ['family', plan.family === 'gpt2' ? 'GPT-2' : 'Llama'],
      ['blocks', String(plan.cuts - 1)],
      ['width', plan.family === 'gpt2' ? '32' : '48'],
      ['heads', plan.family === 'gpt2' ? '4' : '4 (2 key/value)'],
      ['positions', plan.family === 'gpt2' ? '64' : '64, rotary'],
      ['attention', 'causal'],
    ],
    accuracy: plan.accuracy ?? 1,
    floor: 0.9,
    meanLogitDifference: 6.2 + told.random(),
    massOnAnswers: 0.97,
    profile,
    evidence: (profile[0]?.low ?? 0) >= 0.5 ? 'seen' : 'none',
    sites,
  } as const;
  return { report, flow: { cuts, mergeTree: mergeTreeOf(task, cuts) } };
}

/** The members of sets: the parts that are variables by their names, the others in quotes. */
const memberOf = ({ id, variable }: TaskReport['parts'][number]) => variable ?? `"${id}"`;

/** What each span holds before or at the cut `until`, in the order of the task's spans. */
function heldAt({ plan, task }: Told, until: number): readonly (readonly string[])[] {
  let now = task.spans.map(({ part }) =>
    task.parts.filter(({ id }) => id === part).map((one) => memberOf(one)),
  );
  for (const { cut, parts, to, gone = [] } of plan.moves) {
    if (cut > until) continue;
    const rest = (held: readonly string[]) =>
      held.filter((member) => !parts.includes(member) && !gone.includes(member));
    now = now.map((held, s) => [...rest(held), ...(task.spans[s].id === to ? parts : [])]);
  }
  return now;
}

/** In the order of the task. */
function setOf(task: TaskReport, members: readonly string[]): SetName {
  const all = [...task.variables, ...task.parts.map(({ id }) => `"${id}"`)];
  return [...new Set(members)].sort((x, y) => all.indexOf(x) - all.indexOf(y));
}

function sitesOf(told: Told): SiteReport[] {
  const { plan, task } = told;
  const all = [false, ...(plan.joint ? [true] : [])].flatMap((onward) =>
    Array.from({ length: plan.cuts }, (_, cut) =>
      task.spans.flatMap(({ id, part }, s) => {
        if (onward && (part === null || s === task.spans.length - 1)) return [];
        return [siteOf(told, cut, id, s, onward)];
      }),
    ).flat(),
  );
  return all;
}

function siteOf(told: Told, cut: number, span: string, s: number, onward: boolean): SiteReport {
  const { plan, task, random } = told;
  const late = Math.max(
    0,
    ...plan.moves.map((move) => (move.cut === cut ? (move.graded ?? 0) : 0)),
  );
  const at = (until: number) => {
    const held = heldAt(told, until);
    return setOf(task, onward ? held.slice(s).flat() : held[s]);
  };
  const [now, before] = [at(cut), at(cut - 1)];
  const isSame = JSON.stringify(now) === JSON.stringify(before);
  const isAlone = (list: readonly string[] = []) => !onward && list.includes(`${cut} ${span}`);
  const unexplained = isAlone(plan.unexplained) ? 0.62 : 0.04 * random();
  const rest = 0.03 * random();
  const weights = (
    isSame
      ? [[now, 1]]
      : [
          [now, 1 - late],
          [before, late],
        ]
  ) as [SetName, number][];
  const coordinates = weights
    .map(([set, weight]) => ({ set, weight: weight * (1 - rest) }))
    .filter(({ weight }) => weight >= 0.02)
    .sort((x, y) => y.weight - x.weight);
  const strength = clip(
    0.28 * weights.reduce((sum, [set, weight]) => sum + set.length * weight, 0),
  );
  const [largest] = coordinates;
  const label = largest.weight >= 0.5 && unexplained <= readableTo ? largest.set : null;
  const determined = !isAlone(plan.undetermined);
  const { pairs } = task;
  return { cut, span, onward, pairs, strength, unexplained, determined, label, coordinates };
}

/** Every set that is anywhere has an entry, but nothing and everything. */
function profileOf({ plan, task }: Told, sites: readonly SiteReport[]): ProfileEntry[] {
  const first = heldAt({ plan, task, random: () => 0 }, -1);
  const best = new Map<string, ProfileEntry>();
  for (const { cut, span, onward, unexplained, determined, coordinates } of sites) {
    const s = task.spans.findIndex(({ id }) => id === span);
    const own = onward ? first.slice(s).flat() : first[s];
    for (const { set, weight } of coordinates) {
      if (set.length === 0 || isWhole(set, task)) continue;
      const isOwn = set.every((member) => own.includes(member));
      const value = isOwn || !determined ? 0 : weight * (1 - Math.min(1, unexplained));
      if (value <= (best.get(JSON.stringify(set))?.value ?? -1)) continue;
      const [low, high] = [clip(value - 0.04), clip(value + 0.03)];
      const site = value > 0 ? { cut, span, onward } : null;
      best.set(JSON.stringify(set), { value, low, high, set, site });
    }
  }
  return [...best.values()].sort((x, y) => y.value - x.value);
}

function isWhole(set: SetName, { variables, parts }: TaskReport): boolean {
  return set.length === (set.every(isOccurrence) ? parts : variables).length;
}

function cannedCut(told: Told, cut: number): CutReport {
  const { plan, task, random } = told;
  const late = Math.max(
    0,
    ...plan.moves.map((move) => (move.cut === cut ? (move.graded ?? 0) : 0)),
  );
  const [now, before] = [heldAt(told, cut), heldAt(told, cut - 1)];
  const spans = task.spans.map(({ id: span }, s): SpanReport => {
    const shares = task.parts.map((part): [string, number] => {
      const has = (held: readonly string[]) =>
        Number(held.some((member) => passes(task, member, part)));
      const share = has(now[s]) * (1 - late) + has(before[s]) * late;
      return [part.id, clip(share + (share > 0 ? -0.04 : 0.012) * random())];
    });
    return { span, shares: Object.fromEntries(shares) };
  });
  const merging = task.parts.map(({ id: g }) =>
    task.parts.map(({ id: h }) =>
      Math.max(...spans.map(({ shares }) => Math.min(shares?.[g] ?? 0, shares?.[h] ?? 0))),
    ),
  );
  return { spans, merging };
}

/** A part passes with itself; one that derives, with what it derives from too. */
function passes(task: TaskReport, member: string, part: TaskReport['parts'][number]): boolean {
  if (member === memberOf(part) || member === `"${part.id}"`) return true;
  const isPlain = task.parts.some(({ variable }) => variable === member);
  return part.variable === null && !isPlain && !member.startsWith('"');
}

/** Parts come together at the first cut where M >= .5, as method.md section 4 has it. */
function mergeTreeOf(task: TaskReport, cuts: readonly CutReport[]): MergeReport[] {
  const parts = task.parts.map(({ id }) => id);
  let sets = parts.map((part) => [part]);
  const merges: MergeReport[] = [];
  for (const [cut, { merging }] of cuts.entries()) {
    const together = (a: readonly string[], b: readonly string[]) =>
      a.some((g) => b.some((h) => (merging?.[parts.indexOf(g)]?.[parts.indexOf(h)] ?? 0) >= 0.5));
    const groups: string[][][] = [];
    for (const set of sets) {
      const found = groups.find((group) => group.some((other) => together(set, other)));
      if (found) found.push(set);
      else groups.push([set]);
    }
    for (const group of groups)
      if (group.length > 1) merges.push({ cut, sets: group, into: inOrder(parts, group.flat()) });
    sets = groups.map((group) => inOrder(parts, group.flat()));
  }
  return merges;
}

const inOrder = (parts: readonly string[], set: readonly string[]) =>
  parts.filter((part) => set.includes(part));
const clip = (x: number) => Math.min(1, Math.max(0, x));
