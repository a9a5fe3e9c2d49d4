// How far the numbers of a report can be trusted: what the same methods were found to be worth on models whose computation is
// known. The figures are of `npm run calibrate` (docs/calibration.md), which writes calibrated.json.
import type { CircuitEffects } from '../protocol/circuit.ts';
import { isSoFar } from '../protocol/looked.ts';
import type { Report } from '../protocol/report.ts';
import { sectionOf } from '../protocol/sections.ts';
import calibrated from './calibrated.json' with { type: 'json' };
import { auroc } from './calibration.ts';
import { readsRows } from './rows.ts';

export type TrustLine = {
  /** Its name in docs/calibration.md; undefined: nothing there is about it. */
  readonly line: string | undefined;
  readonly words: string;
};

/** [] where nothing of the report was judged, and where it has no such number yet. */
export function trustOf(report: Report): readonly TrustLine[] {
  if (isSoFar(report) || report.reason.code === 'unsolved') return [];
  if (readsRows(report)) return [{ line: undefined, words: ofRows }];
  switch (report.kind) {
    case 'compare':
      return atLevel(report, ['profile', 'full', 'merge']);
    case 'fleet':
    case 'trajectory':
    case 'interpret':
    case 'reduce':
      return atLevel(report, ['profile']);
    case 'layers': {
      const name = sectionOf(report, 'layers')?.measure.name;
      return name === undefined ? [] : ofPairs([`${name}-last`, `${name}-best`]);
    }
    case 'circuit':
    case 'wiring':
      return ofComponents(report.provenance.parameters.effects ?? 'interchange');
    case 'distinguish':
    case 'calibrate':
      return [];
  }
}

const ofRows =
  'not calibrated for models that read rows or pictures: docs/calibration.md is of transformers that read tokens';

/** What was judged are the places of the cuts: of one algorithm heads may rightly differ (levels.ts). */
function atLevel(report: Report, names: readonly string[]): readonly TrustLine[] {
  const { granularity } = report.provenance.parameters;
  const rows = sectionOf(report, 'levels')?.rows ?? [];
  const finer = rows.map((row) => row.granularity).filter((level) => level !== 'cut');
  return [
    ...(granularity === 'cut' ? ofPairs(names) : []),
    ...finer.map((level) => ({ line: undefined, words: `not calibrated at the ${level} level` })),
  ];
}

type Method = (typeof calibrated)['truths'][number]['methods'][number];

function ofPairs(names: readonly string[]): TrustLine[] {
  return names.flatMap((name) => {
    const known = calibrated.truths.flatMap(({ models, pairs, origin, methods }) => {
      const method = methods.find((each) => each.name === name);
      return method ? [{ on: { models, pairs, origin }, method }] : [];
    });
    if (known.length === 0) return [];
    const each = known.map(({ on, method }) => methodWords(on, method));
    return [{ line: name, words: `${known[0].method.title}: ${each.join('; ')}.` }];
  });
}

type On = { readonly models: number; readonly pairs: number; readonly origin: string };

/** "on 75 forced models (975 pairs) AUROC 1.000 [1.000, 1.000], models with a false "same" 0 of 75, at most 5 %, ...". */
function methodWords({ models, pairs, origin }: On, method: Method): string {
  const { falseSame, falseDifferent, held } = method;
  const area = method.auroc ? `AUROC ${auroc(method.auroc)}, ` : '';
  const hindsight = method.inHindsight ? ' (by the best threshold in hindsight)' : '';
  const different = falseDifferent === null ? '' : `, with a false "different" ${falseDifferent}`;
  const interval = held === null ? '' : `, 95 % intervals hold in ${held}`;
  return `on ${models} ${origin} models whose computation is known (${pairs} pairs) ${area}models with a false "same" ${falseSame}${different}${hindsight}${interval}`;
}

function ofComponents(effects: CircuitEffects): TrustLine[] {
  if (effects === 'interchange') {
    const words =
      'interchange: the effects are measured and not estimated; what a circuit is worth as a whole says its faithfulness on other pairs, beside circuits at random.';
    return [{ line: 'interchange', words }];
  }
  const known = calibrated.truths.flatMap(({ models, origin, components }) => {
    const method = components.find(({ name }) => name === effects);
    if (!method?.rank || !method.auroc) return [];
    const words = `on ${models} ${origin} models its order of heads and MLPs agrees with exact interchanges by a rank correlation of ${auroc(method.rank)}, and it tells those that matter with an AUROC of ${auroc(method.auroc)}`;
    return [{ title: method.title, words }];
  });
  if (known.length === 0) return [];
  const each = known.map(({ words }) => words);
  return [{ line: effects, words: `${known[0].title}: ${each.join('; ')}.` }];
}

export const trustTitle = 'How far this can be trusted';

export const trustNote =
  'Measured on small models on small tasks; what holds there may not hold elsewhere. AUROC: how often two models that compute differently are put farther apart than two that compute the same (0.5 is a coin). At most: the upper end of the 95 % interval. All lines: docs/calibration.md; the same on models of your own: congruity calibrate.';
