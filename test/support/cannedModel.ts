// A made-up model report: parts start at their own spans and move by a given plan; everything else
// (shares, labels, crispness, merging, merge tree) follows from that, with a little seeded noise.
import type { ModelReport } from '../../src/protocol/report.ts';
import type {
  CutReport,
  FlowReport,
  MergeReport,
  SpanReport,
} from '../../src/protocol/sections.ts';

export type CannedModel = { readonly report: ModelReport; readonly flow: FlowReport };

/** From cut `cut` on, `parts` are at span `to`; `graded` leaves that much of them behind. */
export type Move = {
  readonly cut: number;
  readonly parts: readonly string[];
  readonly to: string;
  readonly graded?: number;
};

export type ModelPlan = {
  readonly name: string;
  readonly family: string;
  readonly cuts: number;
  readonly spans: readonly { readonly id: string; readonly part: string | null }[];
  readonly parts: readonly string[];
  readonly moves: readonly Move[];
  readonly accuracy?: number;
  readonly seed: number;
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

export function cannedModel(plan: ModelPlan): CannedModel {
  const random = seededRandom(plan.seed);
  const cuts = Array.from({ length: plan.cuts }, (_, cut) => cannedCut(plan, cut, random));
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
    meanLogitDifference: 6.2 + random(),
    inventory: inventoryOf(plan, cuts),
  } as const;
  return { report, flow: { cuts, mergeTree: mergeTreeOf(plan.parts, cuts) } };
}

function cannedCut(plan: ModelPlan, cut: number, random: () => number): CutReport {
  const spans = plan.spans.map((span): SpanReport => {
    const shares: [string, number][] = plan.parts.map((part) => {
      const share = shareOf(plan, cut, span.id, part);
      return [part, clip(share + (share > 0 ? -0.04 : 0.012) * random())];
    });
    const label = shares.filter(([, share]) => share >= 0.5).map(([part]) => part);
    const doubt = Math.max(...shares.map(([, share]) => Math.min(share, 1 - share)));
    const strength = clip(0.28 * shares.reduce((sum, [, share]) => sum + share, 0));
    const unexplained = clip(doubt * 1.1 + 0.01 * random());
    const crispness = strength < 0.05 ? 0 : clip(1 - 2 * unexplained);
    return {
      span: span.id,
      label,
      strength,
      crispness,
      unexplained,
      shares: Object.fromEntries(shares),
    };
  });
  const worst = Math.max(...spans.map((span) => span.unexplained));
  const merging = plan.parts.map((g) =>
    plan.parts.map((h) =>
      Math.max(...spans.map((span) => Math.min(span.shares[g] ?? 0, span.shares[h] ?? 0))),
    ),
  );
  return { crispness: clip(1 - 2 * worst), spans, merging };
}

/** How much of a part is at a span: where its last move by this cut has brought it. */
function shareOf(plan: ModelPlan, cut: number, span: string, part: string): number {
  let share = plan.spans.find((each) => each.part === part)?.id === span ? 1 : 0;
  for (const move of plan.moves) {
    if (move.cut > cut || !move.parts.includes(part)) continue;
    const behind = move.cut === cut ? (move.graded ?? 0) : 0;
    share = move.to === span ? Math.max(share, 1 - behind) : share * behind;
  }
  return share;
}

function inventoryOf(plan: ModelPlan, cuts: readonly CutReport[]): string[][] {
  const seen = new Map<string, string[]>();
  for (const cut of cuts) {
    for (const [s, site] of cut.spans.entries()) {
      const own = plan.spans[s]?.part;
      const inner = site.label.length > 0 && site.label.length < plan.parts.length;
      const justOwn = site.label.length === 1 && site.label[0] === own;
      if (site.crispness >= 0.5 && inner && !justOwn)
        seen.set(JSON.stringify(site.label), [...site.label]);
    }
  }
  return [...seen.values()];
}

/** Parts come together at the first cut where M >= .5, as method.md section 4 has it. */
function mergeTreeOf(parts: readonly string[], cuts: readonly CutReport[]): MergeReport[] {
  let sets = parts.map((part) => [part]);
  const merges: MergeReport[] = [];
  for (const [cut, { merging }] of cuts.entries()) {
    const together = (a: readonly string[], b: readonly string[]) =>
      a.some((g) => b.some((h) => (merging[parts.indexOf(g)]?.[parts.indexOf(h)] ?? 0) >= 0.5));
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
