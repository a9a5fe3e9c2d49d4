// Which class of the workspace defines a checkpoint: the one that is remembered, else the first that
// explains it whole, nearest files first.
import type { Uri } from 'vscode';
import { definingClasses } from '../../source/find.ts';
import { type Match, match } from '../../source/match.ts';
import { programOf } from '../../source/program.ts';
import { moduleClasses, structureOf } from '../../source/structure.ts';
import type { CheckpointFacts } from './facts.ts';
import type { LinkSources } from './links.ts';

const mostFound = 1000; // files that are looked at by name
const mostRead = 80; // files that are read
const elsewhere = '**/{node_modules,.venv,venv,env,site-packages,.git,__pycache__,build,dist}/**';

export async function findClass(
  sources: LinkSources,
  checkpoint: string,
): Promise<Match | undefined> {
  const facts = await sources.checkpoints.facts(checkpoint);
  if (facts === undefined) return undefined;
  return (await rememberedClass(sources, facts)) ?? searchedClass(sources, facts);
}

async function rememberedClass(
  { vscode, memory, files }: LinkSources,
  { path, tensors, config }: CheckpointFacts,
): Promise<Match | undefined> {
  const known = memory.get(path);
  if (known === undefined) return undefined;
  const program = programOf(await files.load(vscode.Uri.parse(known.file)));
  const def = moduleClasses(program).find(
    (one) => one.file === known.file && one.name === known.className,
  );
  return def && match(structureOf(program, def, config), tensors);
}

async function searchedClass(
  sources: LinkSources,
  facts: CheckpointFacts,
): Promise<Match | undefined> {
  const found = await candidates(sources, facts.path);
  let best: Match | undefined;
  for (const uri of found.slice(0, mostRead)) {
    const file = uri.toString();
    const program = programOf(await sources.files.load(uri));
    const [first] = definingClasses(program, facts.tensors, facts.config).filter(
      ({ structure }) => structure.file === file,
    );
    if (first && (best === undefined || first.score > best.score)) best = first;
    if (first?.verdict === 'certain') break;
  }
  if (best !== undefined) remember(sources, facts.path, best, false);
  return best;
}

export function remember(
  { memory }: Pick<LinkSources, 'memory'>,
  checkpoint: string,
  { structure }: Match,
  pinned: boolean,
): void {
  const { file, className } = structure;
  memory.set(checkpoint, { file, className, pinned, baseline: memory.get(checkpoint)?.baseline });
}

/** Python files of the workspace and beside the checkpoint, the nearest to it first. */
async function candidates({ vscode }: LinkSources, checkpoint: string): Promise<readonly Uri[]> {
  const { RelativePattern, Uri, workspace } = vscode;
  const at = Uri.file(checkpoint);
  const near = [Uri.joinPath(at, '..'), Uri.joinPath(at, '..', '..')];
  const lists = await Promise.all([
    workspace.findFiles('**/*.py', elsewhere, mostFound),
    workspace.findFiles(new RelativePattern(at, '*.py'), undefined, mostRead),
    ...near.map((base) =>
      workspace.findFiles(new RelativePattern(base, '*.py'), undefined, mostRead),
    ),
  ]);
  const unique = new Map(lists.flat().map((uri) => [uri.toString(), uri]));
  const distance = (uri: Uri) => stepsApart(uri.path.split('/'), at.path.split('/'));
  return [...unique.values()].sort((a, b) => distance(a) - distance(b));
}

function stepsApart(a: readonly string[], b: readonly string[]): number {
  const shared = a.findIndex((step, i) => step !== b[i]);
  return a.length + b.length - 2 * (shared < 0 ? a.length : shared);
}
