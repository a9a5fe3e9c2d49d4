// The checkpoints of a training run, in the order in which they were trained: from a run's folder (a folder or a weight file a
// step), from a model in the hub's cache (a revision a step), or from a list.
import { EngineError, isEngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Reader } from './container.ts';
import { readWhole } from './held.ts';
import { readers } from './readers.ts';
import { INNER_DEPTH, innerFolders, numbered } from './runFolder.ts';
import { several } from './words.ts';

export type RunStep = {
  readonly path: string;
  /** What its trainer called it. */
  readonly name: string;
  /** undefined: it does not say; then the order is that of the list. */
  readonly step: number | undefined;
};

export type TrainingRun = {
  readonly name: string;
  readonly steps: readonly RunStep[];
  /** Found in a folder; else each of its checkpoints was named. */
  readonly isFolder: boolean;
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
};

/** A revision's ref holds the 40 letters of a commit. */
const MAX_REF_BYTES = 1024;

/** The runs that are meant: each path a run, or each path a checkpoint of one run in the order given. */
export async function trainingRuns(files: Files, paths: readonly string[]): Promise<TrainingRun[]> {
  const found: (TrainingRun | undefined)[] = [];
  for (const path of paths) found.push(await runAt(files, path));
  const runs = found.flatMap((run) => run ?? []);
  if (runs.length === paths.length) return runs;
  if (runs.length === 0 && paths.length > 1) return [listed(files, paths)];
  const none = paths.filter((_, i) => found[i] === undefined);
  const others = runs.length > 0 ? ', and others are runs' : '';
  throw new EngineError(
    'file-format',
    `no checkpoints of a training run in ${several(none)}${others}`,
    {
      hint: 'Give folders of runs, with checkpoints such as checkpoint-100 in them; or two checkpoints or more, in order.',
    },
  );
}

/** undefined: there are no steps in it, as in a checkpoint. */
async function runAt(files: Files, path: string): Promise<TrainingRun | undefined> {
  if ((await files.kind(path)) !== 'folder') return undefined;
  const names = await files.list(path);
  const name = files.base(path);
  const own = await stepsIn(files, path, names);
  if (own) return { name, isFolder: true, ...own };
  const revisions = await revisionsOf(files, path, names);
  if (revisions)
    return {
      name: name.replace(/^models--/, '').replaceAll('--', '/'),
      isFolder: true,
      ...revisions,
    };
  const within = await stepsWithin(files, path, names);
  return within && { name, isFolder: true, ...within };
}

/** In a folder of the run's, or one in that: of several versions the last that holds some. */
async function stepsWithin(
  files: Files,
  path: string,
  names: readonly string[],
  depth = 1,
): Promise<Steps | undefined> {
  const inner = innerFolders(names);
  for (const name of inner) {
    const folder = files.inside(path, name);
    if ((await files.kind(folder)) !== 'folder') continue;
    const inside = await files.list(folder);
    const found =
      (await stepsIn(files, folder, inside)) ??
      (depth < INNER_DEPTH ? await stepsWithin(files, folder, inside, depth + 1) : undefined);
    if (found === undefined) continue;
    const others = inner.filter((one) => one !== name && /^version_/.test(one));
    const note = `Of the run's versions ${name} is taken, not ${several(others)}.`;
    return others.length === 0 ? found : { ...found, notes: [note, ...found.notes] };
  }
  return undefined;
}

type Steps = Pick<TrainingRun, 'steps' | 'notes'>;

async function stepsIn(
  files: Files,
  folder: string,
  names: readonly string[],
): Promise<Steps | undefined> {
  const steps: (RunStep & { readonly kind: string })[] = [];
  const without: string[] = [];
  for (const name of names) {
    const number = numbered(name);
    if (number === undefined) continue;
    const path = files.inside(folder, name);
    const holds = await holdsWeights(files, path, name);
    if (holds === 'weights') steps.push({ path, name, ...number });
    if (holds === 'nothing') without.push(name);
  }
  if (steps.length === 0) return undefined;
  const kinds = [...new Set(steps.map(({ kind }) => kind))];
  const count = (kind: string) => steps.filter((one) => one.kind === kind).length;
  const [most] = kinds.sort((x, y) => count(y) - count(x));
  const others = steps.filter(({ kind }) => kind !== most);
  return {
    steps: inOrder(steps.filter(({ kind }) => kind === most)),
    notes: [
      ...(without.length > 0 ? [`Left out, for they hold no weights: ${several(without)}.`] : []),
      ...(others.length > 0
        ? [
            `Left out, for they are counted in another way than most: ${several(others.map(({ name }) => name))}.`,
          ]
        : []),
    ],
  };
}

/** A file that nobody reads as weights is nobody's step; a folder without weights may be one that is still written. */
async function holdsWeights(files: Files, path: string, name: string) {
  const opens = (names: readonly string[]) =>
    readers.some((one: Reader) => one.sniffFolder(names).length > 0);
  try {
    if ((await files.kind(path)) === 'file') return opens([name]) ? 'weights' : undefined;
    return opens(await files.list(path)) ? 'weights' : 'nothing';
  } catch (error) {
    if (isEngineError(error)) return 'nothing'; // a link that leads nowhere
    throw error;
  }
}

/** Of a model in the hub's cache: its revisions that are called after steps, as step1000. */
async function revisionsOf(
  files: Files,
  folder: string,
  names: readonly string[],
): Promise<Steps | undefined> {
  if (!names.includes('refs') || !names.includes('snapshots')) return undefined;
  const refs = files.inside(folder, 'refs');
  const snapshots = files.inside(folder, 'snapshots');
  const steps: RunStep[] = [];
  const missing: string[] = [];
  for (const name of await files.list(refs)) {
    const number = numbered(name);
    const ref = files.inside(refs, name);
    if (number === undefined || (await files.kind(ref)) !== 'file') continue;
    const commit = new TextDecoder().decode(await readWhole(files, ref, MAX_REF_BYTES)).trim();
    const path = files.inside(snapshots, commit);
    const isHere = /^[0-9a-f]+$/i.test(commit) && (await files.kind(path)) === 'folder';
    if (isHere) steps.push({ path, name, step: number.step });
    else missing.push(name);
  }
  if (steps.length === 0) return undefined;
  const notes =
    missing.length > 0
      ? [`Left out, for they are not in the hub's cache: ${several(missing)}.`]
      : [];
  return { steps: inOrder(steps), notes };
}

/** One run in the order of the list, whatever its checkpoints are called; steps that fall in it are said and not used. */
function listed(files: Files, paths: readonly string[]): TrainingRun {
  const steps = paths.map((path) => {
    const name = files.base(path);
    return { path, name, number: numbered(name) };
  });
  const parents = new Set(paths.map((path) => files.parent(path)));
  const name = parents.size === 1 ? files.base(files.parent(paths[0])) : 'the list';
  const run = { name, isFolder: false };
  const counted = steps.flatMap(({ number, ...rest }) => (number ? [{ ...rest, ...number }] : []));
  if (counted.length < steps.length) return { ...run, steps: asGiven(steps), notes: [] };
  const kinds = new Set(counted.map(({ kind }) => kind));
  const rises = counted.every(({ step }, i) => i === 0 || step >= counted[i - 1].step);
  if (kinds.size === 1 && rises) return { ...run, steps: counted.map(plain), notes: [] };
  const why = kinds.size > 1 ? 'they are counted in several ways' : 'their steps fall';
  const names = several(steps.map((step) => step.name));
  const note = `In the order in which they were given, in which ${why}: ${names}. The folder of a run is in the order of its steps.`;
  return { ...run, steps: asGiven(steps), notes: [note] };
}

function asGiven(steps: readonly Pick<RunStep, 'path' | 'name'>[]): RunStep[] {
  return steps.map(({ path, name }) => ({ path, name, step: undefined }));
}

function inOrder(steps: readonly RunStep[]): RunStep[] {
  return [...steps].sort((x, y) => x.step! - y.step! || (x.name < y.name ? -1 : 1)).map(plain);
}

function plain({ path, name, step }: RunStep): RunStep {
  return { path, name, step };
}
