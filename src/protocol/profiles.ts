// The profiles of a report's models side by side: a row a set. Leaf.
import type { ProfileEntry, SetName } from './coordinates.ts';
import type { ModelReport, Report } from './report.ts';
import type { TrajectoryRun } from './trajectory.ts';

export type ProfileRow = {
  readonly set: SetName;
  /** One a model; undefined: it is not in its profile. */
  readonly entries: readonly (ProfileEntry | undefined)[];
  /** The two models differ most in it. */
  readonly decides: boolean;
};

/** What is held less than this by every model is not told at first. */
const toldFrom = 0.15;

/** The sets that a model holds, the most purely held first, and the others; undefined: not measured. */
export function profileRows(
  report: Report,
): { readonly told: readonly ProfileRow[]; readonly others: readonly ProfileRow[] } | undefined {
  const isOfMany = report.kind === 'fleet' || report.kind === 'trajectory';
  if (isOfMany || report.models.some(({ profile }) => profile === null)) {
    return undefined;
  }
  const decidedBy = report.kind === 'compare' && report.distance ? keyOf(report.distance.set) : '';
  const profiles = report.models.map(
    ({ profile }) => new Map((profile ?? []).map((entry) => [keyOf(entry.set), entry])),
  );
  const sets = new Map(
    report.models.flatMap(({ profile }) => (profile ?? []).map(({ set }) => [keyOf(set), set])),
  );
  const rows = [...sets].map(([key, set]): ProfileRow => {
    return { set, entries: profiles.map((of) => of.get(key)), decides: key === decidedBy };
  });
  rows.sort((x, y) => most(y) - most(x));
  const isTold = (row: ProfileRow) => row.decides || most(row) >= toldFrom;
  return { told: rows.filter(isTold), others: rows.filter((row) => !isTold(row)) };
}

/** The sets that any checkpoint of a run holds, as the last one that holds them orders them; with its value at each. */
export function setsOfRun(
  { steps }: TrajectoryRun,
  models: readonly ModelReport[],
): readonly { readonly set: SetName; readonly values: readonly (number | undefined)[] }[] {
  const profiles = steps.map(({ model }) => models[model].profile ?? undefined);
  const sets = new Map(
    [...profiles]
      .reverse()
      .flatMap((profile) => (profile ?? []).map(({ set }) => [keyOf(set), set])),
  );
  return [...sets]
    .map(([key, set]) => ({
      set,
      values: profiles.map(
        (profile) => profile && (profile.find((entry) => keyOf(entry.set) === key)?.value ?? 0),
      ),
    }))
    .filter(({ values }) => values.some((value) => (value ?? 0) >= toldFrom));
}

const keyOf = (set: SetName) => JSON.stringify(set);

const most = ({ entries }: ProfileRow) => Math.max(...entries.map((entry) => entry?.value ?? 0));
