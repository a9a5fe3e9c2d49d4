// The comparisons that have a panel: one a set of models, shown again rather than twice.
import type { Disposable, Event, ExtensionContext, WebviewPanel } from 'vscode';
import { isSoFar } from '../../protocol/looked.ts';
import type { PanelAction, PanelModel, PanelRequest } from '../../protocol/panelService.ts';
import type { Report } from '../../protocol/report.ts';
import type { Compute } from '../compute.ts';
import type { History } from '../history/history.ts';
import { views } from '../ids.ts';
import type { Log } from '../log.ts';
import type { VsCode } from '../vsCode.ts';
import { pageHtml, pageRoots } from './page.ts';
import { type OpenPanel, openPanel } from './panel.ts';
import { isPanelRequest } from './request.ts';
import { newSession } from './session.ts';

export interface Comparisons extends Disposable {
  /** Shows the panel of these models, a new one if there is none; nothing is run. `models`: their
   * headers, where they are read already. */
  open(request: PanelRequest, report?: Report, models?: readonly PanelModel[]): OpenPanel;
  /** The panel that has the focus. */
  readonly active: OpenPanel | undefined;
  readonly all: readonly OpenPanel[];
  /** A page tells what it drew. */
  readonly onDidDraw: Event<{ readonly open: OpenPanel; readonly what: string }>;
}

export type ComparisonsOptions = {
  readonly vscode: VsCode;
  readonly context: ExtensionContext;
  readonly log: Log;
  readonly compute: Pick<Compute, 'call'>;
  readonly history: History;
  readonly act: (open: OpenPanel, action: PanelAction) => void;
  readonly goToCode: (open: OpenPanel, model: number, cut: number) => void;
};

export function comparisonPanels(options: ComparisonsOptions): Comparisons {
  const { vscode, context } = options;
  const opened = new Map<string, OpenPanel>();
  const drawn = new vscode.EventEmitter<{ readonly open: OpenPanel; readonly what: string }>();

  const attach = (
    panel: WebviewPanel,
    request: PanelRequest,
    report?: Report,
    models?: readonly PanelModel[],
  ): OpenPanel => {
    const key = keyOf(request);
    panel.webview.options = webviewOptions(options);
    const open = openPanel({
      panel,
      html: pageHtml(vscode, context.extensionUri, panel.webview, 'comparison'),
      newSession: (listeners) =>
        newSession(options.compute, request, listeners, report ?? null, models),
      onReport: (asked, made) => keep(options, asked, made),
      act: options.act,
      openPair: (fleet, a, b) => void openPair(fleet, a, b),
      goToCode: options.goToCode,
      onDrawn: (which, what) => drawn.fire({ open: which, what }),
    });
    opened.set(key, open);
    panel.onDidDispose(() => {
      if (opened.get(key) === open) opened.delete(key);
      open.dispose();
    });
    void open.session.readHeaders();
    return open;
  };
  const show: Comparisons['open'] = (request, report, models) => {
    const there = opened.get(keyOf(request));
    if (there !== undefined && report === undefined) {
      there.panel.reveal(undefined, true);
      return there;
    }
    there?.panel.dispose();
    const panel = vscode.window.createWebviewPanel(
      views.comparisonPanel,
      '',
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      webviewOptions(options),
    );
    return attach(panel, request, report, models);
  };
  const openPair = async ({ session }: OpenPanel, a: number, b: number) => {
    const { request, report } = session.view;
    const { models, task, options: run } = request;
    const pair = { models: [models[a], models[b]], task, options: run };
    const fits = (of: Report | null | undefined) =>
      !!of && !isSoFar(of) && isOfSameRun(report, of, [a, b]);
    const past = await lastReport(options.history, pair);
    const open = show(pair, fits(past) ? past : undefined);
    const { phase, report: shown } = open.session.view;
    if (task !== null && phase !== 'running' && !fits(shown)) options.act(open, 'rerun');
  };
  const restoring = vscode.window.registerWebviewPanelSerializer(views.comparisonPanel, {
    async deserializeWebviewPanel(panel: WebviewPanel, state: unknown) {
      if (!isPanelRequest(state)) {
        options.log.warn('a panel of another version cannot be restored');
        panel.dispose();
        return;
      }
      attach(panel, state, await lastReport(options.history, state));
    },
  });

  return {
    open: show,
    get active() {
      return [...opened.values()].find(({ panel }) => panel.active);
    },
    get all() {
      return [...opened.values()];
    },
    onDidDraw: drawn.event,
    dispose() {
      restoring.dispose();
      for (const open of opened.values()) open.dispose();
      drawn.dispose();
    },
  };
}

function webviewOptions({ vscode, context }: ComparisonsOptions) {
  return {
    enableScripts: true,
    localResourceRoots: pageRoots(vscode, context.extensionUri),
  };
}

function keyOf({ models, trajectory }: PanelRequest): string {
  return JSON.stringify([models, trajectory ?? false]);
}

async function keep({ history, log }: ComparisonsOptions, request: PanelRequest, report: Report) {
  try {
    await history.add(request, report);
  } catch (error) {
    log.error(`the comparison could not be kept: ${String(error)}`);
  }
}

/** Whether the report on two of a fleet's models is on the same bytes, task and parameters as the fleet's. */
function isOfSameRun(fleet: Report | null, pair: Report, places: readonly number[]): boolean {
  if (fleet === null) return true; // nothing says otherwise
  const digests = ({ provenance: { models } }: Report, of: readonly number[]) =>
    of.map((place) => ({ ...models[place], name: '' }));
  const key = (report: Report, of: readonly number[]) => {
    const { task, parameters, algorithm } = report.provenance;
    return JSON.stringify([task, parameters, algorithm, digests(report, of)]);
  };
  return key(fleet, places) === key(pair, [0, 1]);
}

/** The report that was made last for these models and this task. */
export async function lastReport(
  history: History,
  asked: PanelRequest,
): Promise<Report | undefined> {
  const past = history.entries.find(
    ({ request }) => request.task === asked.task && keyOf(request) === keyOf(asked),
  );
  return past === undefined ? undefined : history.report(past.id);
}
