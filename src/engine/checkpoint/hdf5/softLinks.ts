// Soft links of an HDF5 file: paths in it. What one leads to has its path as a second name, and all that is in it; round
// and round none is followed.
import { EngineError } from '../../core/error.ts';
import { grouped, quoted } from '../words.ts';

/** `G` is known of a group, `D` a dataset. */
type Walked<G, D> = {
  readonly groups: ReadonlyMap<string, G>;
  readonly datasets: ReadonlyMap<string, D>;
  readonly members: ReadonlyMap<string, readonly string[]>;
  readonly links: ReadonlyMap<string, string>;
};

type Followed<G, D> = {
  readonly groups: ReadonlyMap<string, G>;
  readonly datasets: ReadonlyMap<string, D>;
  readonly notes: readonly string[];
};

/** A link on the way to what a link leads to: HDF5 itself follows 16. */
const MOST_ON_THE_WAY = 16;
/** Steps on all ways together. */
const MOST_STEPS = 1_000_000;
/** Second names that links give, their letters, and how deep they nest: as of groups and tensors themselves. */
const MOST_NAMES = 100_000;
export const MOST_LETTERS = 32 << 20;
const DEEPEST = 64;
/** Links of which is said that they lead nowhere. */
const MOST_NOTES = 20;

/** The path of what `to` says in the group at `from`; the root is "". */
export function pathFrom(from: string, to: string): string {
  const parts = (to.startsWith('/') ? to : `${from}/${to}`).split('/');
  return parts.filter((part) => part !== '' && part !== '.').join('/');
}

/** `file`: its path, for people. */
export function followed<G, D extends { readonly path: string }>(
  { groups, datasets, members, links }: Walked<G, D>,
  file: string,
): Followed<G, D> {
  const found = {
    groups: new Map<string, G>(),
    datasets: new Map<string, D>(),
  };
  const notes: string[] = [];
  let [steps, names, letters] = [0, 0, 0];
  const beyond = (what: string) => {
    const message = `the soft links of ${file} lead ${what}, so many are allowed`;
    return new EngineError('file-unsafe', message, { hint: 'Save what they lead to alone.' });
  };
  /** The path of an object, without links on the way. */
  const real = (path: string, onTheWay = 0): string | undefined => {
    let at = '';
    for (const part of path === '' ? [] : path.split('/')) {
      if (++steps > MOST_STEPS) throw beyond(`over ${grouped(MOST_STEPS)} steps`);
      const next = at === '' ? part : `${at}/${part}`;
      const to = links.get(next);
      if (to !== undefined && onTheWay >= MOST_ON_THE_WAY) return undefined;
      const inside = to === undefined ? next : real(to, onTheWay + 1);
      if (inside === undefined) return undefined;
      at = inside;
    }
    return groups.has(at) || datasets.has(at) ? at : undefined;
  };
  /** Gives what lies at `path` the name `name`. `above`: the groups that it lies in, by either name. */
  const name = (as: string, path: string, above: readonly string[]) => {
    letters += as.length;
    if (++names > MOST_NAMES) throw beyond(`to over ${grouped(MOST_NAMES)} names`);
    if (letters > MOST_LETTERS) throw beyond(`to names of over ${grouped(MOST_LETTERS)} letters`);
    if (above.length > DEEPEST) throw beyond(`over ${DEEPEST} groups deep`);
    const dataset = datasets.get(path);
    if (dataset) {
      found.datasets.set(as, { ...dataset, path: as });
      return;
    }
    if (above.includes(path)) return; // round
    found.groups.set(as, groups.get(path)!);
    for (const member of members.get(path) ?? []) {
      const inside = path === '' ? member : `${path}/${member}`;
      const to = links.has(inside) ? real(inside) : inside;
      if (to !== undefined && (groups.has(to) || datasets.has(to))) {
        name(`${as}/${member}`, to, [...above, path]);
      }
    }
  };
  for (const [path, to] of links) {
    const at = real(path);
    if (at !== undefined) name(path, at, groupsAbove(path));
    else if (notes.length < MOST_NOTES) {
      notes.push(`${quoted(path)} is a link to ${quoted(to)}, which is not there.`);
    }
  }
  return { ...found, notes };
}

/** Those that a path lies in, the root first. */
function groupsAbove(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))];
}
