// A Python file and the checkpoints that were compared -> which class defines which checkpoint, and
// what has become of the reports since.
import type { Uri } from 'vscode';
import type { Change, ClassView, SourceText } from '../../protocol/sourceService.ts';
import { comparedIn } from '../history/history.ts';
import type { VsCode } from '../vsCode.ts';
import type { Link, PastReport } from './codeState.ts';
import type { CheckpointFacts, Checkpoints } from './facts.ts';
import type { Baseline, ClassMemory, Remembered } from './memory.ts';
import type { CodePorts } from './ports.ts';
import type { PythonFiles } from './programFiles.ts';

export type LinkSources = {
  readonly vscode: VsCode;
  readonly ports: CodePorts;
  readonly memory: ClassMemory;
  readonly files: PythonFiles;
  readonly checkpoints: Checkpoints;
};

const mostCheckpoints = 12; // that a file is matched with
const mostReports = 3; // that a class shows for a checkpoint

/** @param before the links of the document until now; half-typed text keeps them, as stale */
export async function linksOf(
  sources: LinkSources,
  uri: Uri,
  before: readonly Link[],
): Promise<readonly Link[]> {
  const { memory, ports } = sources;
  const file = uri.toString();
  const compared = ports.history.entries.flatMap(comparedIn);
  const wanted = [...new Set([...memory.definedIn(file), ...compared])].slice(0, mostCheckpoints);
  if (wanted.length === 0) return [];
  const { files, broken } = await sources.files.load(uri);
  if (before.length > 0 && broken) {
    return before.map((link) => ({ ...link, stale: 'code changed', changes: [] }));
  }
  const classes = await ports.python.call('moduleClasses', { files });
  if (classes.length === 0) return [];
  const links: Link[] = [];
  for (const checkpoint of wanted) {
    const facts = await sources.checkpoints.facts(checkpoint);
    const found = facts && (await classFor(sources, files, classes, facts));
    if (found) links.push(await linkOf(sources, facts, found, uri));
  }
  return links;
}

/** The class of this file that defines a checkpoint, unless another file's does. */
async function classFor(
  { memory, ports, vscode }: LinkSources,
  files: readonly SourceText[],
  classes: readonly string[],
  { path, tensors, config }: CheckpointFacts,
): Promise<ClassView | undefined> {
  const known = memory.get(path);
  if (known && known.file !== files[0].file && (await exists(vscode, known.file))) return undefined;
  const request = { files, tensors, config, since: known?.baseline?.snapshot };
  const found =
    known && classes.includes(known.className)
      ? await ports.python.call('matchClasses', { ...request, className: known.className })
      : await ports.python.call('definingClasses', request);
  return found[0];
}

async function exists({ workspace, Uri }: VsCode, file: string): Promise<boolean> {
  const stat = await workspace.fs.stat(Uri.parse(file)).then(undefined, () => undefined); // gone
  return stat !== undefined;
}

async function linkOf(
  sources: LinkSources,
  facts: CheckpointFacts,
  found: ClassView,
  uri: Uri,
): Promise<Link> {
  const { memory } = sources;
  const past = await pastReports(sources, facts.path);
  const { digest } = found;
  const remembered = memory.get(facts.path);
  const latest = past[0]?.entry;
  let baseline = remembered?.baseline;
  if (latest !== undefined && baseline?.id !== latest.id) {
    const isOlder = await writtenBefore(sources.vscode, uri, latest.at);
    baseline = {
      id: latest.id,
      digest: isOlder ? digest : '',
      snapshot: found.snapshot,
      disagreements: found.disagreements.map(({ text }) => text),
    };
  }
  const next: Remembered = {
    file: uri.toString(),
    className: found.className,
    pinned: remembered?.pinned ?? false,
    baseline,
  };
  if (JSON.stringify(next) !== JSON.stringify(remembered)) memory.set(facts.path, next);
  const codeChanged = baseline !== undefined && baseline.digest !== digest;
  const isNewer = latest !== undefined && facts.writtenAt > latest.at;
  return {
    checkpoint: facts.path,
    found,
    pinned: next.pinned,
    past,
    stale: codeChanged ? 'code changed' : isNewer ? 'checkpoint written since' : undefined,
    changes: codeChanged ? changesOf(found, baseline) : [],
  };
}

/** What is half-typed says nothing yet. */
function changesOf(found: ClassView, baseline: Baseline | undefined): readonly Change[] {
  if (found.broken || baseline === undefined) return [];
  const known = baseline.disagreements;
  return [...found.changes, ...found.disagreements.filter(({ text }) => !known.includes(text))];
}

async function pastReports({ ports }: LinkSources, checkpoint: string): Promise<PastReport[]> {
  // A fleet has no flow maps.
  const entries = ports.history.entries.filter((entry) => {
    const models = comparedIn(entry);
    return models.length <= 2 && models.includes(checkpoint);
  });
  return Promise.all(
    entries.slice(0, mostReports).map(async (entry) => ({
      entry,
      report: await ports.history.report(entry.id),
      side: entry.request.models.indexOf(checkpoint),
    })),
  );
}

/** Whether the text is older than a report; text that is not saved counts as it is now. */
async function writtenBefore({ workspace }: VsCode, uri: Uri, at: number): Promise<boolean> {
  const stat = await workspace.fs.stat(uri).then(undefined, () => undefined); // not saved yet
  return stat === undefined || stat.mtime <= at;
}
