// Which class of the workspace defines a checkpoint: the one that is remembered, else the first that
// explains it whole, nearest files first.
import type { Uri } from 'vscode';
import type { ClassView, SourceText } from '../../protocol/sourceService.ts';
import type { CheckpointFacts } from './facts.ts';
import type { LinkSources } from './links.ts';
import { ifTooMuch } from './programFiles.ts';

const mostFound = 1000; // files that are looked at by name
const mostRead = 80; // files that are read
const elsewhere = '**/{node_modules,.venv,venv,env,site-packages,.git,__pycache__,build,dist}/**';

/** A class, and what it was matched with. */
export type FoundClass = {
  readonly found: ClassView;
  readonly files: readonly SourceText[];
  readonly facts: CheckpointFacts;
};

export async function findClass(
  sources: LinkSources,
  checkpoint: string,
): Promise<FoundClass | undefined> {
  const facts = await sources.checkpoints.facts(checkpoint);
  if (facts === undefined) return undefined;
  return (await rememberedClass(sources, facts)) ?? searchedClass(sources, facts);
}

async function rememberedClass(
  { vscode, memory, files: python, ports }: LinkSources,
  facts: CheckpointFacts,
): Promise<FoundClass | undefined> {
  const { path, tensors, config } = facts;
  const known = memory.get(path);
  if (known === undefined) return undefined;
  const { className } = known;
  const { files } = await python.load(vscode.Uri.parse(known.file));
  if (files[0]?.file !== known.file) return undefined; // gone
  const request = { files, tensors, config, className, since: undefined };
  const [found] = await ports.python.call('matchClasses', request);
  return found && { found, files, facts };
}

async function searchedClass(
  sources: LinkSources,
  facts: CheckpointFacts,
): Promise<FoundClass | undefined> {
  const { path, tensors, config } = facts;
  let best: FoundClass | undefined;
  for (const uri of (await candidates(sources, path)).slice(0, mostRead)) {
    const { files } = await sources.files.load(uri).catch(ifTooMuch({ files: [] }));
    if (files[0]?.file !== uri.toString()) continue; // too long to be a model's
    const request = { files, tensors, config, since: undefined };
    const [found] = await sources.ports.python
      .call('definingClasses', request)
      .catch(ifTooMuch([]));
    if (found && (best === undefined || found.score > best.found.score)) {
      best = { found, files, facts };
    }
    if (found?.verdict === 'certain') break;
  }
  if (best !== undefined) remember(sources, path, best.found, false);
  return best;
}

export function remember(
  { memory }: Pick<LinkSources, 'memory'>,
  checkpoint: string,
  { file, className }: ClassView,
  pinned: boolean,
): void {
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
