// What a comparison found, as a report.
import type { CompareReport, ExampleReport, Provenance, Timings } from '../../protocol/report.ts';
import type { Comparison } from '../congruity/compare.ts';
import { intervalMethod } from '../congruity/interval.ts';
import type { Runtime } from '../core/runtime.ts';
import { placesOf } from '../forward/plan.ts';
import type { Responses, Sweep } from '../forward/responses.ts';
import type { Gate } from './gate.ts';
import type { Prepared } from './prepare.ts';
import { modelReport, provenance, taskReport, trustReports } from './reportParts.ts';
import type { Settings } from './settings.ts';

export type Study = Prepared & {
  readonly gates: readonly Gate[];
  readonly settings: Settings;
  readonly runtime: Runtime;
};

/** A report on models of which at least one does not solve the task: no distances. */
export function unsolvedReport(study: Study, explanation: string, timings: Timings): CompareReport {
  const { task, candidates, gates, notes } = study;
  return {
    kind: 'compare',
    schema: 1,
    verdict: 'not comparable',
    explanation,
    settle: null,
    distance: null,
    fullDistance: null,
    mergeDistance: null,
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    mismatch: null,
    examples: [],
    controls: [],
    trust: [],
    notes,
    provenance: provenanceOf(study, 0),
    timings,
  };
}

export function comparedReport(
  study: Study,
  sweeps: readonly { readonly sweep: Sweep }[],
  found: Comparison,
  timings: Timings,
): CompareReport {
  const { task, candidates, gates, notes } = study;
  const { cut, site } = found.distances;
  const [rows, { length: columns }] = sweeps.map(({ sweep }) => sweep.responses.plan.cuts);
  return {
    kind: 'compare',
    schema: 1,
    verdict: found.verdict,
    explanation: found.explanation,
    settle: found.settle ?? null,
    distance: { ...found.distance, cut: cut.value, site: site.value },
    fullDistance: found.full,
    mergeDistance: found.merge ?? null,
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => {
      return modelReport(subject, task, gates[i], found.signatures[i]);
    }),
    mismatch: {
      cuts: rows.map((_, l) => {
        return Array.from(found.distances.cutMismatch.subarray(l * columns, (l + 1) * columns));
      }),
      matches: found.matches,
    },
    examples: found.examples.map((example) => exampleReport(study, sweeps, example)),
    controls: found.controls,
    trust: candidates.flatMap(({ subject }, i) => trustReports(subject.name, sweeps[i].sweep)),
    notes,
    provenance: provenanceOf(
      study,
      sweeps.reduce((sum, { sweep }) => sum + sweep.interchanges, 0),
    ),
    timings,
  };
}

function provenanceOf(study: Study, interchanges: number): Provenance {
  const { settings, candidates, pairs, seed } = study;
  const parameters = { ...settings, pairs, seed, granularity: 'cut' } as const;
  const subjects = candidates.map(({ subject }) => subject);
  const rest = { parameters, interval: intervalMethod, interchanges };
  return provenance(study.runtime, subjects, study.task, rest);
}

function exampleReport(
  { task, candidates }: Study,
  sweeps: readonly { readonly sweep: Sweep }[],
  example: Comparison['examples'][number],
): ExampleReport {
  const { tokens } = candidates[0];
  const { pair, sites, difference } = example;
  const right = tokens.right[pair].map((k) => task.answers[k]);
  const rowOf = (data: Float32Array, row: number, { outcomes: K }: Responses) =>
    Array.from(data.subarray(row * K, (row + 1) * K));
  return {
    ...tokens.text(pair),
    answer: right.length > 0 ? right.join(' or ') : null,
    sites: sites.map((site, i) => {
      const { cut, span } = placesOf(sweeps[i].sweep.responses.plan)[site]!;
      return { cut, span: task.spans[span].id };
    }),
    difference,
    clean: sweeps.map(({ sweep: { responses } }) => rowOf(responses.clean, pair, responses)),
    responses: sweeps.map(({ sweep: { responses } }, i) =>
      rowOf(responses.site, sites[i] * responses.pairs + pair, responses),
    ),
  };
}
