// The choice of checkpoints when a command comes without any, as from the palette.
import type { QuickPickItem, Uri } from 'vscode';
import { isModelOfFolder, liesBeside, ownEndings, sharedEndings } from '../protocol/weightFiles.ts';
import { plainName } from './plain.ts';
import type { VsCode } from './vsCode.ts';

/** In each of two searches: files that are much else, too, must not crowd out those that are weights. */
const MAX_FILES = 500;
const searches = [
  `**/*.{${ownEndings.join(',')}}`,
  `**/{*.${sharedEndings.join(',*.')},model.json,adapter_config.json}`,
];

/** Folders with weights and weight files of their own, as the engine takes them. */
export async function checkpointsInWorkspace({ Uri, workspace }: VsCode): Promise<readonly Uri[]> {
  const files = await Promise.all(
    searches.map((each) => workspace.findFiles(each, '**/node_modules/**', MAX_FILES)),
  );
  const found = new Map<string, Uri>();
  for (const file of files.flat()) {
    const name = file.path.split('/').pop() ?? '';
    if (liesBeside(name)) continue;
    const checkpoint = isModelOfFolder(name) ? Uri.joinPath(file, '..') : file;
    found.set(checkpoint.path, checkpoint);
  }
  return [...found.values()].sort((x, y) => (x.path < y.path ? -1 : 1));
}

/** Asks for `count` checkpoints, one after the other; undefined when the user went away. */
export async function pickCheckpoints(
  vscode: VsCode,
  count: 1 | 2,
): Promise<readonly Uri[] | undefined> {
  const { l10n } = vscode;
  const titles =
    count === 1
      ? [l10n.t('Checkpoint to interpret')]
      : [l10n.t('First checkpoint'), l10n.t('Compare it with')];
  const chosen: Uri[] = [];
  for (const title of titles) {
    const next = await pickOne(vscode, title, chosen);
    if (next === undefined) return undefined;
    chosen.push(next);
  }
  return chosen;
}

type Item = QuickPickItem & { readonly uri?: Uri };

async function pickOne(
  vscode: VsCode,
  title: string,
  without: readonly Uri[],
): Promise<Uri | undefined> {
  const { l10n, window, workspace } = vscode;
  const items = checkpointsInWorkspace(vscode).then((uris): Item[] => [
    ...uris
      .filter((uri) => !without.some((taken) => taken.path === uri.path))
      .map((uri) => ({ label: plainName(workspace.asRelativePath(uri)), uri })),
    { label: l10n.t('Browse…'), alwaysShow: true },
  ]);
  const item = await window.showQuickPick(items, { title, ignoreFocusOut: true });
  if (item === undefined || item.uri !== undefined) return item?.uri;
  const [browsed] =
    (await window.showOpenDialog({
      title,
      filters: {
        [l10n.t('Checkpoints')]: [...ownEndings, ...sharedEndings, 'json'],
        [l10n.t('All files')]: ['*'],
      },
      canSelectFiles: true,
      canSelectFolders: true,
    })) ?? [];
  return browsed;
}
