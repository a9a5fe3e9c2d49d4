// The choice of a task: task files of the workspace and built-in tasks. The list stands at once and no
// row moves under the pointer: whether a task fits is written into its row while the engine looks.
import type { QuickPickItem, Uri } from 'vscode';
import { isCancelled } from '../protocol/rpc.ts';
import type { TaskView } from '../protocol/taskViews.ts';
import { commands } from './ids.ts';
import { plainName, plainText } from './plain.ts';
import type { Services } from './services.ts';
import type { VsCode } from './vsCode.ts';

type TaskItem = QuickPickItem & {
  /** What the engine takes: a path or a name; undefined: write a new one. */
  readonly task?: string;
  readonly label: string;
  readonly isFile?: boolean;
};

/** `about`: what the task says of itself. */
type Fit = { readonly fits: boolean; readonly why?: string; readonly about?: string };

const LAST = 'congruity.lastTask';
const MAX_FILES = 50;

/** The chosen task for the engine; undefined when the user went away. */
export async function pickTask(
  services: Services,
  models: readonly string[],
): Promise<string | undefined> {
  const { vscode, context } = services;
  const items = await taskItems(services);
  const last = context.workspaceState.get<string>(LAST);
  const fits = new Map<string, Fit>();
  const looking = new AbortController();
  const pick = vscode.window.createQuickPick<TaskItem>();
  pick.title = vscode.l10n.t('Task to compare on');
  pick.placeholder = vscode.l10n.t('The prompts that the models answer');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.ignoreFocusOut = true; // the panel beside takes the focus when it is loaded
  pick.keepScrollPosition = true;
  const rows = inOrder(vscode, nearestFirst(items, models), last);
  const draw = () => {
    const active = pick.activeItems[0]?.task;
    pick.items = rows.map((row) => (row.task === undefined ? row : seen(vscode, row, fits)));
    const again = pick.items.find(({ task }) => task !== undefined && task === active);
    if (again !== undefined) pick.activeItems = [again];
  };
  draw();
  pick.busy = true;
  pick.show();

  void lookAll(services, items, models, looking.signal, (task, fit) => {
    fits.set(task, fit);
    draw();
  }).finally(() => {
    pick.busy = false;
  });
  const chosen = await new Promise<TaskItem | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.selectedItems[0]));
    pick.onDidHide(() => resolve(undefined));
  });
  looking.abort();
  pick.dispose();
  if (chosen === undefined) return undefined;
  if (chosen.task === undefined) {
    await vscode.commands.executeCommand(commands.newTask);
    return undefined;
  }
  await context.workspaceState.update(LAST, chosen.task);
  return chosen.task;
}

async function lookAll(
  services: Services,
  items: readonly TaskItem[],
  models: readonly string[],
  signal: AbortSignal,
  tell: (task: string, fit: Fit) => void,
): Promise<void> {
  for (const { task } of items) {
    if (task === undefined || signal.aborted) continue;
    const fit = await fitOf(services, task, models, signal);
    if (fit !== undefined && !signal.aborted) tell(task, fit);
  }
}

/** Whether a task fits every model, and the first reason why not; undefined when cancelled. */
export async function fitOf(
  { compute }: Pick<Services, 'compute'>,
  task: string,
  models: readonly string[],
  signal?: AbortSignal,
): Promise<Fit | undefined> {
  try {
    let about: string | undefined;
    for (const model of models) {
      const view = await compute.call('taskCheck', { task, model }, { signal });
      const { fits, problems, description } = view;
      if (!fits) return { fits, why: problems[0] && plainText(problems[0]) };
      about = description && plainText(description);
    }
    return { fits: true, about };
  } catch (error) {
    if (isCancelled(error)) return undefined;
    return { fits: false, why: plainText(error instanceof Error ? error.message : String(error)) };
  }
}

async function taskItems({ vscode, compute, log }: Services): Promise<readonly TaskItem[]> {
  const files = await vscode.workspace.findFiles(
    '**/{*.task.json,task.json}',
    '**/node_modules/**',
    MAX_FILES,
  );
  const builtIn = await compute.call('builtInTasks', {}).catch((error: unknown) => {
    log.error(`the built-in tasks: ${String(error)}`);
    return [] as readonly TaskView[];
  });
  return [
    ...files.filter(({ scheme }) => scheme === 'file').map((uri) => fileItem(vscode, uri)),
    ...builtIn.map(({ name, description }) => ({ label: name, detail: description, task: name })),
  ];
}

function fileItem({ l10n, workspace }: VsCode, uri: Uri): TaskItem {
  return {
    label: plainName(workspace.asRelativePath(uri)),
    detail: l10n.t('a task file of this workspace'), // each row has two lines from the start
    task: uri.fsPath,
    isFile: true,
  };
}

/** Files of a folder around the first model before others, and of these what is called task.json; else as they came. */
function nearestFirst(items: readonly TaskItem[], [model]: readonly string[]): readonly TaskItem[] {
  const isAround = ({ task = '' }: TaskItem) => {
    const folder = task.slice(0, task.search(/[^\\/]*$/));
    return folder !== '' && model?.startsWith(folder) === true;
  };
  const isPlain = ({ task = '' }: TaskItem) => /[\\/]task\.json$/.test(task);
  const rank = (item: TaskItem) =>
    item.isFile ? 2 * Number(!isAround(item)) + Number(!isPlain(item)) : 0;
  return items.toSorted((a, b) => rank(a) - rank(b));
}

/** The one that was chosen last, the files, the built-in ones, and the way to a new one. */
function inOrder(
  { l10n, QuickPickItemKind }: VsCode,
  items: readonly TaskItem[],
  last: string | undefined,
): readonly TaskItem[] {
  const section = (label: string, of: readonly TaskItem[]): readonly TaskItem[] =>
    of.length > 0 ? [{ label, kind: QuickPickItemKind.Separator }, ...of] : [];
  const others = items.filter(({ task }) => task !== last);
  return [
    ...section(
      l10n.t('chosen last'),
      items.filter(({ task }) => task === last),
    ),
    ...section(
      l10n.t('task files'),
      others.filter(({ isFile }) => isFile),
    ),
    ...section(
      l10n.t('built in'),
      others.filter(({ isFile }) => !isFile),
    ),
    { label: '', kind: QuickPickItemKind.Separator },
    { label: l10n.t('Write a New Task File…'), alwaysShow: true },
  ];
}

/** The row with what is known of its task: a mark that takes the same room before and after. */
function seen(
  { l10n, ThemeIcon }: VsCode,
  row: TaskItem,
  fits: ReadonlyMap<string, Fit>,
): TaskItem {
  const fit = fits.get(row.task ?? '');
  if (fit === undefined) {
    const description = l10n.t('not looked at yet');
    return { ...row, description, iconPath: new ThemeIcon('circle-outline') };
  }
  if (fit.fits) {
    const detail = (row.isFile && fit.about) || row.detail;
    return { ...row, detail, description: l10n.t('fits'), iconPath: new ThemeIcon('check') };
  }
  return {
    ...row,
    description: l10n.t('does not fit'),
    detail: fit.why ?? row.detail,
    iconPath: new ThemeIcon('circle-slash'),
  };
}
