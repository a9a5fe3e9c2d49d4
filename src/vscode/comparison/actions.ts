// What the buttons and commands of a panel do.
import type { RunOptions } from '../../protocol/engineService.ts';
import { limitOfRun } from '../../protocol/looked.ts';
import type { PanelAction } from '../../protocol/panelService.ts';
import { commands } from '../ids.ts';
import { pickTask } from '../pickTask.ts';
import { plainName, plainText } from '../plain.ts';
import type { Services } from '../services.ts';
import { mayRun } from '../trust.ts';
import { commandLineOf, shellOf } from './commandLine.ts';
import { exportReport } from './exportReport.ts';
import type { OpenPanel } from './panel.ts';

type Act = (services: Services, open: OpenPanel) => Promise<unknown> | unknown;

const PAIRS = 256; // the engine's own default for tasks that draw theirs
const WORK = 250_000; // interchanges; the engine's own default too
const MARGIN = 0.3;

const actions: Readonly<Record<PanelAction, Act>> = {
  cancel: (_, { session }) => session.cancel(),
  rerun: (services, open) => runPanel(services, open),
  morePairs,
  otherTask: (services, open) => runPanel(services, open, () => chooseTask(services, open)),
  otherMargin: (services, open) =>
    runPanel(services, open, async () => {
      const { options } = open.session.view.request;
      const margin = await askMargin(services, options.margin ?? MARGIN);
      return margin === undefined ? undefined : { options: { ...options, margin } };
    }),
  export: exportReport,
  async copyCommand({ vscode, context }, { session }) {
    const cli = vscode.Uri.joinPath(context.extensionUri, 'dist', 'cli.mjs').fsPath;
    const shell = shellOf(vscode.env.shell, process.platform);
    await vscode.env.clipboard.writeText(commandLineOf(session.view.request, cli, shell));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Command line for {0} copied', shell), 3000);
  },
  showLog: ({ vscode }) => vscode.commands.executeCommand(commands.showLog),
};

/** Never rejects: what goes wrong is told to the user. */
export async function act(services: Services, open: OpenPanel, action: PanelAction): Promise<void> {
  try {
    await actions[action](services, open);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    services.log.error(`${action}: ${message}`);
    void services.vscode.window.showErrorMessage(plainText(message));
  }
}

type Change = NonNullable<Parameters<OpenPanel['session']['run']>[0]>;

/** Asks for trust where it is missing, then for what `ask` asks, then for a task where none is chosen;
 * then runs. Whoever goes away on the way runs nothing. */
export async function runPanel(
  services: Services,
  open: OpenPanel,
  ask: () => Promise<Change | undefined> | Change = () => ({}),
): Promise<void> {
  if (!(await mayRun(services.vscode))) return;
  const change = await ask();
  if (change === undefined) return;
  const task = change.task ?? open.session.view.request.task;
  const chosen = task === null ? await chooseTask(services, open) : { task };
  if (chosen !== undefined) await open.session.run({ ...change, ...chosen });
}

/** undefined: the user went away. */
export async function chooseTask(
  services: Services,
  { session }: OpenPanel,
): Promise<Change | undefined> {
  const task = await pickTask(services, session.view.request.models);
  return task === undefined ? undefined : { task };
}

/** Twice as many pairs, as far as the task has them; of a run that a limit ended, twice its limits. */
async function morePairs(services: Services, open: OpenPanel): Promise<void> {
  const { request, report, phase } = open.session.view;
  if (phase === 'done' && limitOfRun(report?.looks ?? null) !== undefined) {
    return runPanel(services, open, () => ({ options: moreBudget(request.options) }));
  }
  const task = phase === 'done' ? report?.task : undefined; // of another run it says nothing
  const most = task?.mostPairs ?? Number.POSITIVE_INFINITY;
  const used = task?.pairs ?? 0;
  if (used >= most) {
    const { l10n, window } = services.vscode;
    const sentence = l10n.t(
      'More pairs would change nothing: the task {0} has {1} different ones, and all were used. Add values or pairs to its file, or choose another task.',
      plainName(task?.name ?? ''),
      most,
    );
    void window.showInformationMessage(sentence);
    return;
  }
  const before = Math.max(used, request.options.pairs ?? 0) || PAIRS;
  const pairs = Math.min(most, 2 * before);
  const { work: _, stages: __, budget: ___, ...rest } = request.options;
  await runPanel(services, open, () => ({ options: { ...rest, pairs } }));
}

function moreBudget(options: RunOptions): RunOptions {
  const { work = WORK, stages, budget } = options;
  const twice = (limit: number | undefined) => limit && 2 * limit;
  return { ...options, work: 2 * work, stages: twice(stages), budget: twice(budget) };
}

async function askMargin({ vscode }: Services, now: number): Promise<number | undefined> {
  const { l10n, window } = vscode;
  const text = await window.showInputBox({
    title: l10n.t('Margin'),
    ignoreFocusOut: true,
    prompt: l10n.t('Distance from which two models count as different, between 0 and 1'),
    value: String(now),
    validateInput: (typed) =>
      Number(typed) > 0 && Number(typed) < 1
        ? undefined
        : l10n.t('A number between 0 and 1, such as 0.3'),
  });
  return text === undefined ? undefined : Number(text);
}
