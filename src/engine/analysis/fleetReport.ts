// What the comparison of many models found, as a report.
import type { FleetReport, Timings } from '../../protocol/report.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import type { Known } from '../congruity/known.ts';
import { provenanceOf } from './compareReport.ts';
import { unsolved } from './reasons.ts';
import { modelReport, taskReport } from './reportParts.ts';
import type { Swept } from './run.ts';
import { controlsSection, trustSection } from './sections.ts';
import type { Study } from './study.ts';

export type Fleet = {
  /** Of the models that solve the task, in their order. */
  readonly swept: readonly Swept[];
  readonly members: readonly { readonly place: number; readonly known: Known }[];
  /** Every two of all models. */
  readonly pairs: readonly FleetPair[];
};

export function fleetReport(study: Study, found: Fleet, timings: Timings): FleetReport {
  const { task, candidates, gates, notes, pairs } = study;
  const interchanges = found.swept.reduce((sum, { sweep }) => sum + sweep.interchanges, 0);
  const known = new Map(found.members.map(({ place, known }) => [place, known]));
  return {
    kind: 'fleet',
    schema: 2,
    reason: {
      code: 'fleet',
      models: candidates.length,
      verdicts: countOf(found.pairs),
      failed: unsolved(gates).failed,
      granularity: 'cut',
      interchanges,
      pairs,
    },
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => {
      return modelReport(subject, task, gates[i], known.get(i)?.signature);
    }),
    sections: [{ kind: 'fleet', pairs: found.pairs }, ...checks(found)],
    notes,
    provenance: provenanceOf(study, interchanges),
    timings,
  };
}

function checks({ swept, members }: Fleet) {
  if (members.length === 0) return [];
  const names = members.map(({ known }) => known.name);
  return [
    controlsSection({ controls: members.flatMap(({ known }) => known.controls) }),
    trustSection(swept.map(({ sweep }, i) => ({ name: names[i], sweep }))),
  ];
}

function countOf(pairs: readonly FleetPair[]) {
  const count = new Map<FleetPair['verdict'], number>();
  for (const { verdict } of pairs) count.set(verdict, (count.get(verdict) ?? 0) + 1);
  return [...count].map(([verdict, pairs]) => ({ verdict, pairs }));
}
