// What a report on one model or two has before there is a statistic: where one of them does not solve the task, and
// after a survey, while the run goes on.
import type { LookReport, Timings } from '../../protocol/report.ts';
import { type Surveys, workOf } from './inLooks.ts';
import { looksReport, modelReport, provenanceOf, surveyOf, taskReport } from './reportParts.ts';
import { outlineSection, trustSection } from './sections.ts';
import type { Study } from './study.ts';

/** Nothing was interchanged. */
export function unsolvedParts(study: Study, timings: Timings) {
  const { task, candidates, gates, notes } = study;
  return {
    schema: 4,
    ...{ task: taskReport(study), looks: null, sections: [], notes, timings },
    models: candidates.map(({ subject }, i) => modelReport(subject, task, gates[i], undefined)),
    provenance: provenanceOf(study, 0),
  } as const;
}

/** Maps of the models that were seen, the first of them or all, and no numbers; `tried`: for the reason. */
export function surveyedParts(
  whole: Study,
  { sweeps, profiles }: Surveys,
  steps: readonly LookReport[],
  timings: Timings,
) {
  const study = { ...whole, pairs: steps[0].pairs };
  const { task, candidates, gates, notes, settings, pairs } = study;
  const swept = sweeps.map((sweep, i) => ({ name: candidates[i].subject.name, sweep }));
  const interchanges = workOf(steps);
  const models = candidates.map(({ subject }, side) => {
    const survey = side < sweeps.length ? surveyOf(profiles, side) : undefined;
    return modelReport(subject, task, gates[side], undefined, survey);
  });
  const parts = {
    schema: 4,
    ...{ task: taskReport(study), models, notes, timings },
    looks: looksReport({ steps, standing: 'open' }, settings.level, whole.pairs, true),
    sections: [outlineSection(steps, candidates, task), trustSection(swept)],
    provenance: provenanceOf(study, interchanges),
  } as const;
  return { parts, tried: { interchanges, pairs } };
}
