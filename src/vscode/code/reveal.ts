// From a checkpoint's tensor or block to the line that defines it, and choosing which class that is.
import type { Disposable, Uri, ViewColumn } from 'vscode';
import type { SourceLine } from '../../protocol/sourceService.ts';
import { comparedIn } from '../history/history.ts';
import { commands } from '../ids.ts';
import { plainText } from '../plain.ts';
import type { Services } from '../services.ts';
import type { CodeIndex } from './codeIndex.ts';
import type { LinkSources } from './links.ts';
import { type FoundClass, findClass, remember } from './search.ts';
import { nameOf } from './words.ts';

/** What `congruity.revealDefinition` takes; neither tensor nor block: the class. */
export type RevealRequest = {
  readonly checkpoint: string;
  readonly tensor?: string;
  readonly block?: number;
};

export function registerReveal(
  { vscode, log }: Pick<Services, 'vscode' | 'log'>,
  sources: LinkSources,
  index: CodeIndex,
): Disposable {
  const { l10n, window } = vscode;

  const reveal = async (request: RevealRequest, column?: ViewColumn) => {
    const place = await window.withProgress(
      { location: vscode.ProgressLocation.Window, title: l10n.t('Looking for the model code') },
      () => findClass(sources, request.checkpoint),
    );
    if (place === undefined) return offerPin(request.checkpoint);
    const { verdict, className } = place.found;
    if (verdict !== 'certain') {
      const name = nameOf(request.checkpoint);
      const text = l10n.t('{0} is probably defined by {1}', name, className);
      window.setStatusBarMessage(text, 5000);
    }
    await show(await placeOf(sources, place, request), column);
  };
  const show = async ({ file, line }: SourceLine, column?: ViewColumn) => {
    const at = new vscode.Range(line, 0, line, 0);
    const options = { selection: at, preview: true, viewColumn: column ?? besides() };
    const editor = await window.showTextDocument(vscode.Uri.parse(file), options);
    editor.revealRange(at, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  };
  /** Where text is shown already, so that a panel keeps its place. */
  const besides = () => window.visibleTextEditors[0]?.viewColumn ?? vscode.ViewColumn.One;

  const offerPin = async (checkpoint: string) => {
    const pick = l10n.t('Choose the Class…');
    const name = nameOf(checkpoint);
    const text = l10n.t('No class in this workspace fits the tensors of {0}.', name);
    const chosen = await window.showInformationMessage(text, pick);
    if (chosen === pick) await pin(checkpoint);
  };
  const pin = async (checkpoint: string | undefined) => {
    const path = checkpoint ?? (await pickCheckpoint());
    const uri = path && (await pickFile(window.activeTextEditor?.document.uri));
    if (!path || !uri) return;
    const facts = await sources.checkpoints.facts(path);
    const { files } = await sources.files.load(uri);
    const { tensors, config } = facts ?? { tensors: [], config: undefined };
    const request = { files, tensors, config, className: undefined, since: undefined };
    const matches = await sources.ports.python.call('matchClasses', request);
    const items = matches
      .toSorted((a, b) => b.score - a.score)
      .map((found) => ({
        label: found.className,
        description: l10n.t('{0} % of the tensors', Math.round(100 * found.score)),
        found,
      }));
    const title = l10n.t('Class that Defines {0}', nameOf(path));
    const chosen = await window.showQuickPick(items, { title, ignoreFocusOut: true });
    if (chosen === undefined) return;
    remember(sources, path, chosen.found, true);
    await index.refresh(uri);
    await show(chosen.found);
  };
  const pickCheckpoint = async () => {
    const paths = [...new Set(sources.ports.history.entries.flatMap(comparedIn))];
    const items = paths.map((path) => ({
      label: nameOf(path),
      description: plainText(path),
      path,
    }));
    const title = l10n.t('Checkpoint');
    return (
      await window.showQuickPick(items, {
        title,
        matchOnDescription: true,
        ignoreFocusOut: true,
      })
    )?.path;
  };
  const pickFile = async (active: Uri | undefined): Promise<Uri | undefined> => {
    if (active?.path.endsWith('.py')) return active;
    const filters = { Python: ['py'] };
    return (await window.showOpenDialog({ filters, title: l10n.t('Python File') }))?.[0];
  };

  const guarded =
    <A extends unknown[]>(run: (...args: A) => Promise<unknown>) =>
    async (...args: A): Promise<void> => {
      try {
        await run(...args);
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        log.error(message);
        void window.showErrorMessage(plainText(message));
      }
    };
  return vscode.Disposable.from(
    vscode.commands.registerCommand(
      commands.revealDefinition,
      guarded(async (request?: RevealRequest) => {
        const asked = request ?? { checkpoint: await pickCheckpoint() };
        if (asked.checkpoint) await reveal({ ...asked, checkpoint: asked.checkpoint });
      }),
    ),
    vscode.commands.registerCommand(
      commands.goToBlock,
      // Cut l lies behind block l - 1; cut 0 behind the embedding.
      guarded((checkpoint: string, cut: number, column?: ViewColumn) =>
        reveal(cut > 0 ? { checkpoint, block: cut - 1 } : { checkpoint }, column),
      ),
    ),
    vscode.commands.registerCommand(
      commands.pinClass,
      guarded((checkpoint?: unknown) =>
        pin(typeof checkpoint === 'string' ? checkpoint : undefined),
      ),
    ),
  );
}

/** A block is shown by its class, where that is at hand; a tensor by the line that makes it. */
async function placeOf(
  { ports }: LinkSources,
  { found, files, facts: { tensors, config } }: FoundClass,
  { tensor, block }: RevealRequest,
): Promise<SourceLine> {
  if (tensor !== undefined) {
    const request = { files, tensors, config, className: found.className, tensor };
    return (await ports.python.call('tensorLine', request)) ?? found;
  }
  if (block === undefined) return found;
  const made = found.blocks.find(({ all }) => all) ?? found.blocks[block];
  return made?.definition ?? made?.made ?? found;
}
