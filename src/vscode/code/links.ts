// A Python file and the checkpoints that were compared -> which class defines which checkpoint, and
// what has become of the reports since.
import { createHash } from 'node:crypto';
import type { Uri } from 'vscode';
import { type Change, changesSince, disagreements, snapshotOf } from '../../source/changes.ts';
import { definingClasses } from '../../source/find.ts';
import { type Match, match } from '../../source/match.ts';
import { type Program, programOf } from '../../source/program.ts';
import { moduleClasses, type Structure, structureOf } from '../../source/structure.ts';
import type { VsCode } from '../services.ts';
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
  const compared = ports.history.entries.flatMap(({ request }) => request.models);
  const wanted = [...new Set([...memory.definedIn(file), ...compared])].slice(0, mostCheckpoints);
  if (wanted.length === 0) return [];
  const loaded = await sources.files.load(uri);
  if (before.length > 0 && loaded[0]?.broken) {
    return before.map((link) => ({ ...link, stale: 'code changed', changes: [] }));
  }
  const program = programOf(loaded);
  if (!moduleClasses(program).some((def) => def.file === file)) return [];
  const links: Link[] = [];
  for (const checkpoint of wanted) {
    const facts = await sources.checkpoints.facts(checkpoint);
    const found = facts && (await classFor(sources, program, facts, file));
    if (found) links.push(await linkOf(sources, program, facts, found, uri));
  }
  return links;
}

/** The class of this file that defines a checkpoint, unless another file's does. */
async function classFor(
  { memory, vscode }: LinkSources,
  program: Program,
  { path, tensors, config }: CheckpointFacts,
  file: string,
): Promise<Match | undefined> {
  const known = memory.get(path);
  if (known && known.file !== file && (await exists(vscode, known.file))) return undefined;
  const def =
    known &&
    moduleClasses(program).find((one) => one.file === file && one.name === known.className);
  if (def) return match(structureOf(program, def, config), tensors);
  return definingClasses(program, tensors, config).find(({ structure }) => structure.file === file);
}

async function exists({ workspace, Uri }: VsCode, file: string): Promise<boolean> {
  const stat = await workspace.fs.stat(Uri.parse(file)).then(undefined, () => undefined); // gone
  return stat !== undefined;
}

async function linkOf(
  sources: LinkSources,
  program: Program,
  facts: CheckpointFacts,
  found: Match,
  uri: Uri,
): Promise<Link> {
  const { memory } = sources;
  const past = await pastReports(sources, facts.path);
  const { structure } = found;
  const digest = digestOf(program, structure);
  const remembered = memory.get(facts.path);
  const latest = past[0]?.entry;
  let baseline = remembered?.baseline;
  if (latest !== undefined && baseline?.id !== latest.id) {
    const isOlder = await writtenBefore(sources.vscode, uri, latest.at);
    baseline = {
      id: latest.id,
      digest: isOlder ? digest : '',
      snapshot: snapshotOf(structure),
      disagreements: disagreements(found).map(({ text }) => text),
    };
  }
  const next: Remembered = {
    file: uri.toString(),
    className: structure.className,
    pinned: remembered?.pinned ?? false,
    baseline,
  };
  if (JSON.stringify(next) !== JSON.stringify(remembered)) memory.set(facts.path, next);
  const codeChanged = baseline !== undefined && baseline.digest !== digest;
  const isNewer = latest !== undefined && facts.writtenAt > latest.at;
  return {
    checkpoint: facts.path,
    match: found,
    pinned: next.pinned,
    past,
    stale: codeChanged ? 'code changed' : isNewer ? 'checkpoint changed' : undefined,
    changes: codeChanged ? changesOf(found, baseline) : [],
  };
}

/** What is half-typed says nothing yet. */
function changesOf(found: Match, baseline: Baseline | undefined): readonly Change[] {
  if (found.structure.broken || baseline === undefined) return [];
  const structural = changesSince(baseline.snapshot, found.structure);
  const added = disagreements(found).filter(({ text }) => !baseline.disagreements.includes(text));
  return [...structural, ...added];
}

async function pastReports({ ports }: LinkSources, checkpoint: string): Promise<PastReport[]> {
  const entries = ports.history.entries.filter(({ request }) =>
    request.models.includes(checkpoint),
  );
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

/** Of the text of a class and of all that it is made of. */
function digestOf(program: Program, structure: Structure): string {
  const used = new Set(
    structure.modules.map(
      ({ definition }) => definition && `${definition.file}:${definition.line}`,
    ),
  );
  const hash = createHash('sha256');
  for (const { classes } of program.files) {
    for (const def of classes) {
      const isRoot = def.name === structure.className && def.file === structure.file;
      const isConfig = /(?:Config|Args)$/.test(def.name);
      if (isRoot || isConfig || used.has(`${def.file}:${def.line}`)) hash.update(def.text);
    }
  }
  return hash.digest('hex');
}
