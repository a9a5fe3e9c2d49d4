// What a comparison found, as a report.
import type { CompareReport, Provenance, Timings } from '../../protocol/report.ts';
import type { Comparison } from '../congruity/compare.ts';
import { intervalMethod } from '../congruity/interval.ts';
import type { Sweep } from '../forward/responses.ts';
import { remedy, unsolved, verdictReason } from './reasons.ts';
import { modelReport, provenance, taskReport } from './reportParts.ts';
import {
  controlsSection,
  distancesSection,
  examplesSection,
  flowSection,
  mismatchSection,
  trustSection,
} from './sections.ts';
import type { Study } from './study.ts';

/** A report on models of which at least one does not solve the task: no distances. */
export function unsolvedReport(study: Study, timings: Timings): CompareReport {
  const { task, candidates, gates, notes } = study;
  return {
    kind: 'compare',
    schema: 2,
    verdict: 'not comparable',
    reason: unsolved(gates),
    remedy: null,
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    sections: [],
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
  const { task, candidates, gates, notes, settings, mostPairs } = study;
  const interchanges = sweeps.reduce((sum, { sweep }) => sum + sweep.interchanges, 0);
  const swept = candidates.map(({ subject: { name } }, i) => ({ name, sweep: sweeps[i].sweep }));
  const names = [swept[0].name, swept[1].name] as const;
  const compared = { ...settings, task, names, interchanges, mostPairs };
  return {
    kind: 'compare',
    schema: 2,
    verdict: found.verdict,
    reason: verdictReason(found, compared),
    remedy: remedy(found, compared),
    task: taskReport(study),
    models: candidates.map(({ subject }, i) => {
      return modelReport(subject, task, gates[i], found.signatures[i]);
    }),
    sections: [
      flowSection(found.signatures, task),
      distancesSection(found),
      mismatchSection(found),
      controlsSection(found),
      trustSection(swept),
      ...(found.examples.length > 0 ? [examplesSection(found.examples, study, swept)] : []),
    ],
    notes,
    provenance: provenanceOf(study, interchanges),
    timings,
  };
}

export function provenanceOf(study: Study, interchanges: number): Provenance {
  const { settings, candidates, pairs, seed } = study;
  const parameters = { ...settings, pairs, seed, granularity: 'cut' } as const;
  const subjects = candidates.map(({ subject }) => subject);
  const rest = { parameters, interval: intervalMethod, interchanges };
  return provenance(study.runtime, subjects, study.task, rest);
}
