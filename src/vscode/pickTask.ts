// The choice of a task: task files of the workspace and built-in tasks, those that fit every model
// first. The list stands at once and sorts itself while the engine looks.
import type { QuickPickItem, Uri } from 'vscode';
import type { TaskView } from '../protocol/engineService.ts';
import { isCancelled } from './compute.ts';
import { commands } from './ids.ts';
import { plainText } from './plain.ts';
import type { Services, VsCode } from './services.ts';

type TaskItem = QuickPickItem & {
  /** What the engine takes: a path or a name; undefined: write a new one. */
  readonly task?: string;
  readonly label: string;
};

type Fit = { readonly fits: boolean; readonly why: string | undefined };

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
  const firsts = new Set<string | undefined>();
  const draw = () => {
    const active = pick.activeItems[0]?.task;
    pick.items = ranked(vscode, items, fits, last);
    firsts.add(pick.items.find(({ task }) => task !== undefined)?.task);
    // Rows move while they are sorted: an Enter is for the one that the user went to. The first one is
    // active by itself, and told late.
    const again = pick.items.find(({ task }) => task !== undefined && task === active);
    if (again !== undefined && (pick.value !== '' || !firsts.has(active)))
      pick.activeItems = [again];
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
    for (const model of models) {
      const { fits, problems } = await compute.call('taskCheck', { task, model }, { signal });
      if (!fits) return { fits, why: problems[0] && plainText(problems[0]) };
    }
    return { fits: true, why: undefined };
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
    ...builtIn.map(({ name, description }) => ({
      label: name,
      description: vscode.l10n.t('built in'),
      detail: description,
      task: name,
    })),
  ];
}

function fileItem({ workspace }: VsCode, uri: Uri): TaskItem {
  return { label: plainText(workspace.asRelativePath(uri)), task: uri.fsPath };
}

/** Those that fit, the last one first; those not looked at yet; those that do not fit, and why. */
function ranked(
  { l10n, QuickPickItemKind }: VsCode,
  items: readonly TaskItem[],
  fits: ReadonlyMap<string, Fit>,
  last: string | undefined,
): TaskItem[] {
  const fitOfItem = ({ task }: TaskItem) => fits.get(task ?? '');
  const separator = (label: string): TaskItem => ({ label, kind: QuickPickItemKind.Separator });
  const first = (x: TaskItem, y: TaskItem) => Number(y.task === last) - Number(x.task === last);
  const fitting = items.filter((item) => fitOfItem(item)?.fits).toSorted(first);
  const open = items.filter((item) => fitOfItem(item) === undefined).toSorted(first);
  const unfit = items.filter((item) => fitOfItem(item)?.fits === false);
  const section = (label: string, of: readonly TaskItem[]) =>
    of.length > 0 ? [separator(label), ...of] : [];
  return [
    ...section(l10n.t('fits'), fitting),
    ...section(l10n.t('not looked at yet'), open),
    ...section(
      l10n.t('does not fit'),
      unfit.map((item) => ({ ...item, detail: fitOfItem(item)?.why ?? item.detail })),
    ),
    separator(''),
    { label: l10n.t('Write a New Task File…'), iconPath: undefined, alwaysShow: true },
  ];
}
