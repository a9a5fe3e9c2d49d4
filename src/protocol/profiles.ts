// The profiles of a report's models side by side: a row a set. Leaf.
import type { ProfileEntry, SetName } from './coordinates.ts';
import type { Report } from './report.ts';

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
  if (report.kind === 'fleet' || report.models.some(({ profile }) => profile === null)) {
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

const keyOf = (set: SetName) => JSON.stringify(set);

const most = ({ entries }: ProfileRow) => Math.max(...entries.map((entry) => entry?.value ?? 0));
