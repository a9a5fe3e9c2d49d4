// Watch This Folder: a training run's panel that is kept up with its checkpoints, and a warning when the interpretation
// breaks. It ends with the panel, or by the item in the status bar.
import type { Disposable, Uri } from 'vscode';
import { isSoFar } from '../../protocol/looked.ts';
import type { Report } from '../../protocol/report.ts';
import { timerOf } from '../../protocol/throttle.ts';
import { runPanel } from '../comparison/actions.ts';
import { lastReport } from '../comparison/comparisons.ts';
import type { OpenPanel } from '../comparison/panel.ts';
import { commands } from '../ids.ts';
import { pickTask } from '../pickTask.ts';
import { plainName } from '../plain.ts';
import type { Services } from '../services.ts';
import { mayRun } from '../trust.ts';
import { newsOf } from './news.ts';
import { runWatcher } from './runWatcher.ts';

export function registerWatch(services: Services): Disposable {
  const { vscode } = services;
  const watching = new Map<string, Disposable>();
  const item = vscode.window.createStatusBarItem();
  item.command = commands.stopWatching;
  const draw = () => {
    const { l10n } = vscode;
    const names = [...watching.keys()].map(nameOf);
    item.text = `$(eye) ${names.length === 1 ? names[0] : l10n.t('{0} runs', names.length)}`;
    item.tooltip = l10n.t('Watched for new checkpoints: {0}. Select to stop.', names.join(', '));
    if (names.length > 0) item.show();
    else item.hide();
  };
  const stop = (path: string) => {
    watching.get(path)?.dispose();
    watching.delete(path);
    draw();
  };
  const begin = async (uri?: Uri) => {
    const folder = uri ?? (await askFolder(services));
    if (folder === undefined) return;
    const run = await openRun(services, folder);
    if (run === undefined) return;
    const { open, task } = run;
    const path = folder.fsPath;
    stop(path);
    watching.set(path, watched(services, open, folder, task));
    open.panel.onDidDispose(() => stop(path));
    draw();
  };
  const all = () => [...watching.keys()];
  return vscode.Disposable.from(
    item,
    vscode.commands.registerCommand(commands.watchFolder, (uri?: Uri) => begin(uri)),
    vscode.commands.registerCommand(commands.stopWatching, () => all().forEach(stop)),
    { dispose: () => all().forEach(stop) },
  );
}

async function askFolder({ vscode }: Services): Promise<Uri | undefined> {
  const [chosen] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder of a training run'),
      canSelectFiles: false,
      canSelectFolders: true,
    })) ?? [];
  return chosen;
}

type Opened = { readonly open: OpenPanel; readonly task: string };

/** The run's panel with the task that was chosen; undefined where models may not be run, or the user went away. */
async function openRun(services: Services, folder: Uri): Promise<Opened | undefined> {
  const { vscode, comparisons, settings, history } = services;
  if (folder.scheme !== 'file') {
    const words = vscode.l10n.t('{0} is not on this disk', plainName(folder.path));
    void vscode.window.showWarningMessage(words);
    return undefined;
  }
  if (!(await mayRun(vscode))) return undefined;
  const path = folder.fsPath;
  const steps = await services.compute.call('trainingSteps', { path });
  const task = await pickTask(
    services,
    steps.slice(-1).map((step) => step.path),
  );
  if (task === undefined) return undefined;
  const request = { models: [path], task, options: settings.now.run, trajectory: true } as const;
  return { open: comparisons.open(request, await lastReport(history, request)), task };
}

function watched(services: Services, open: OpenPanel, folder: Uri, task: string): Disposable {
  const { vscode, compute, log } = services;
  const path = folder.fsPath;
  let last = wholeOf(open);
  let chosen: { readonly task?: string } = { task }; // later it is the panel's, where it may be changed
  const watcher = runWatcher({
    look: () => compute.call('trainingSteps', { path }),
    analyse: async () => {
      await runPanel(services, open, () => chosen);
      chosen = {};
      const whole = wholeOf(open);
      if (whole !== null) tellNews(services, open, newsOf(last, whole));
      last = whole ?? last;
    },
    failed: (error) => log.warn(`watching ${path}: ${String(error)}`),
    timer: timerOf(globalThis),
  });
  // Told where the disk is this machine's; outside the workspace of the folder itself alone.
  const files = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**'));
  const poke = () => watcher.poke();
  const heard = [files.onDidChange(poke), files.onDidCreate(poke), files.onDidDelete(poke)];
  return vscode.Disposable.from(watcher, files, ...heard);
}

/** Not what a run knew that was cancelled. */
function wholeOf({ session: { view } }: OpenPanel): Report | null {
  return view.report !== null && !isSoFar(view.report) && view.phase === 'done'
    ? view.report
    : null;
}

function tellNews(
  { vscode }: Services,
  { panel }: OpenPanel,
  news: ReturnType<typeof newsOf>,
): void {
  const { l10n, window } = vscode;
  const show = l10n.t('Show');
  for (const { run, label, against } of news) {
    const [name, step] = [plainName(run), plainName(label)];
    const words =
      against === undefined
        ? l10n.t('{0}: {1} does not solve the task any more.', name, step)
        : l10n.t(
            '{0}: the interpretation breaks: {1} surely computes its answer in another way than {2}.',
            name,
            step,
            plainName(against),
          );
    void window.showWarningMessage(words, show).then((chosen) => {
      if (chosen === show) panel.reveal(undefined, true);
    });
  }
}

function nameOf(path: string): string {
  return plainName(path.split(/[\\/]/).filter(Boolean).pop() ?? path);
}
