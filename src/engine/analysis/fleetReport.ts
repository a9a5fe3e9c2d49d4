// What the comparison of many models found, as a report.
import type { FleetReport, Timings } from '../../protocol/report.ts';
import type { FleetPair } from '../../protocol/sections.ts';
import type { DrawnProfiles } from '../congruity/drawnProfiles.ts';
import type { Known } from '../congruity/known.ts';
import type { Profiles } from '../congruity/profiles.ts';
import { provenanceOf } from './compareReport.ts';
import { unsolved } from './reasons.ts';
import { modelReport, taskReport } from './reportParts.ts';
import type { Swept } from './run.ts';
import { controlsSection, trustSection } from './sections.ts';
import type { Study } from './study.ts';

/** A model that solves the task. */
export type Member = {
  readonly place: number; // in the order of the request
  readonly fingerprint: string;
  readonly known: Known;
  /** By itself. */
  readonly profiles: Profiles;
  readonly drawn: DrawnProfiles;
};

export type Fleet = {
  /** Of the models that solve the task, in their order. */
  readonly swept: readonly Swept[];
  readonly members: readonly Member[];
  /** Every two of all models. */
  readonly pairs: readonly FleetPair[];
};

export function fleetReport(study: Study, found: Fleet, timings: Timings): FleetReport {
  const { task, candidates, gates, notes, pairs } = study;
  const interchanges = found.swept.reduce((sum, { sweep }) => sum + sweep.interchanges, 0);
  const known = new Map(found.members.map((member) => [member.place, member]));
  return {
    kind: 'fleet',
    schema: 4,
    looks: null,
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
      const member = known.get(i);
      return modelReport(subject, task, gates[i], member && interpretedOf(member));
    }),
    sections: [{ kind: 'fleet', pairs: found.pairs }, ...checks(found)],
    notes,
    provenance: provenanceOf(study, interchanges),
    timings,
  };
}

function interpretedOf({ profiles, drawn }: Member) {
  return { profiles, side: 0, intervals: drawn.models[0] };
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
