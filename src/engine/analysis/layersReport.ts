// What a layer map shows, as a report.
import type { LayersReason } from '../../protocol/reason.ts';
import type { LayersReport, Timings } from '../../protocol/report.ts';
import type { LayersSection } from '../../protocol/sections.ts';
import { passes } from '../congruity/verdict.ts';
import type { RowsOf } from '../forward/layerRows.ts';
import { isBeyond, type LayerPair, levelOfChance } from '../measures/layerMap.ts';
import type { Measure } from '../measures/measure.ts';
import { modelReport, provenanceOf, taskReport } from './reportParts.ts';
import type { Study } from './study.ts';

/** What is compared. */
export type Asked = {
  readonly measure: Measure;
  readonly position: RowsOf;
  readonly prompts: readonly number[]; // pairs whose base prompts they are
  /** How many different prompts there are. */
  readonly different: number;
  readonly rowsEach: number;
  readonly permutations: number;
};

export type Mapped = Asked & { readonly pairs: readonly (readonly (LayerPair | undefined)[])[] };

export function layersReport(study: Study, mapped: Mapped, timings: Timings): LayersReport {
  const { task, candidates, gates, notes } = study;
  const section = layersSection(mapped);
  const provenance = provenanceOf(study, 0);
  const { parameters } = provenance;
  return {
    kind: 'layers',
    schema: 4,
    reason: reasonOf(study, section),
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    looks: null,
    sections: [section],
    notes: [...notes, ...notesOf(study, mapped, section)],
    provenance: {
      ...provenance,
      parameters: { ...parameters, level: levelOfChance, resamples: mapped.permutations },
      interval: chanceMethod,
    },
    timings,
  };
}

/** For the report's provenance. */
const chanceMethod =
  'Chance: the prompts of the second model are permuted, all of its blocks alike. Beside each number stands the one ' +
  'that the most alike twentieth of permutations reaches; p is the share of permutations that are as alike, with the ' +
  'prompts as they are counted as one of them. Each pair of blocks is judged alone.';

function layersSection({
  measure,
  position,
  prompts,
  rowsEach,
  permutations,
  pairs,
}: Mapped): LayersSection {
  return {
    kind: 'layers',
    measure: measureReport(measure),
    position,
    prompts: prompts.length,
    rows: prompts.length * rowsEach,
    permutations,
    pairs: pairs.map((row) =>
      row.map((pair) =>
        pair === undefined
          ? null
          : { value: pair.value, chance: pair.chance ?? null, p: pair.p ?? null },
      ),
    ),
  };
}

function measureReport(measure: Measure): LayersSection['measure'] {
  const { name, title, paper, direction, range, symmetric, metric, invariances } = measure;
  return { name, title, paper, direction, range, symmetric, metric, invariances };
}

function reasonOf({ candidates }: Study, section: LayersSection): LayersReason {
  const { measure, position, prompts, permutations, pairs } = section;
  const sign = measure.direction === 'similarity' ? 1 : -1;
  const all = pairs.flatMap((row, a) =>
    row.flatMap((pair, b) => (pair === null ? [] : [{ ...pair, a, b }])),
  );
  const [first] = [...all].sort((x, y) => sign * (y.value - x.value));
  return {
    code: 'layers',
    names: [candidates[0].subject.name, candidates[1].subject.name],
    measure: measure.title,
    ...{ position, prompts, permutations },
    best: first ? { a: first.a, b: first.b, value: first.value, p: first.p } : null,
    compared: all.length,
    beyondChance: permutations > 0 ? all.filter(({ p }) => p !== null && isBeyond(p)).length : null,
  };
}

/** As of CCA where there are as many directions as prompts. */
const nearlyAll = 0.99;

function isIdle({ direction, range }: LayersSection['measure'], map: LayersSection['pairs']) {
  if (direction !== 'similarity') return false;
  return map.flat().some((pair) => (pair?.chance ?? 0) > nearlyAll * range[1]);
}

function notesOf({ gates, pairs }: Study, { different, prompts }: Mapped, section: LayersSection) {
  const { measure, pairs: map } = section;
  const failed = gates.filter((gate) => !passes(gate)).map(({ name }) => name);
  const still = map.flat().filter((pair) => pair === null).length;
  return [
    ...failed.map(
      (name) =>
        `${name} does not solve the task: what it carries is compared, but there is no answer that it would serve.`,
    ),
    ...(different < pairs
      ? [`Different prompts: ${different} among ${pairs} pairs; each is compared once.`]
      : []),
    ...(prompts.length < different
      ? [
          `${prompts.length} of the ${different} prompts are compared: more take long by this measure, unless a number of pairs is asked for.`,
        ]
      : []),
    ...(still > 0
      ? [
          `Of ${still} pairs of blocks one block carries the same for all prompts at this position: there is nothing to compare.`,
        ]
      : []),
    ...(isIdle(measure, map)
      ? [
          `Between some blocks chance alone reaches ${measure.title} of ${measure.range[1]} on so few prompts: there it tells nothing.`,
        ]
      : []),
  ];
}
