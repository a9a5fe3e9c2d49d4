// The change point of a run, from what is known of its checkpoints.
import { type ChangePoint, changePoint } from '../congruity/changePoint.ts';
import { drawnEntries } from '../congruity/drawnProfiles.ts';
import { profilesOf } from '../congruity/profiles.ts';
import type { Job } from '../core/job.ts';
import type { Fleet } from './fleetReport.ts';
import type { Study } from './study.ts';
import type { Course } from './trajectoryReport.ts';

/** Of more the place of a change, which is a whole number, says no more. */
const mostDraws = 1000;

/** By the steps of the course; undefined: fewer than two solve the task, or none was measured. */
export async function changeOf(
  job: Job,
  { settings, seed }: Study,
  { models }: Fleet,
  { steps }: Course,
): Promise<ChangePoint | undefined> {
  const known = models.flatMap(({ place, latest }) => {
    const step = steps.findIndex((one) => one.place === place);
    return step < 0 || latest === undefined ? [] : [{ step, latest }];
  });
  if (known.length < 2) return undefined;
  const profiles = await profilesOf(
    job,
    known.map(({ latest }) => latest.member.known.sides),
  );
  const resamples = Math.min(settings.resamples, mostDraws);
  const entries = await drawnEntries(job, profiles, { ...settings, resamples, seed });
  const found = changePoint(entries, settings);
  if (found === undefined) return undefined;
  const stepOf = (k: number) => known[k].step;
  return { ...found, at: stepOf(found.at), low: stepOf(found.low), high: stepOf(found.high) };
}
