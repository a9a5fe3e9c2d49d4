// One panel: a webview, the session that it shows, and the typed channel between them. A page that
// is hidden is gone; when it comes back it says `ready` and is given the whole view again.
import type { Disposable, WebviewPanel } from 'vscode';
import { oneAtATime } from '../../protocol/oneAtATime.ts';
import type {
  CutRow,
  PanelAction,
  PanelPage,
  PanelProgress,
  PanelRequest,
  PanelService,
  PanelView,
  SectionPlace,
} from '../../protocol/panelService.ts';
import { panelActions } from '../../protocol/panelService.ts';
import type { Report } from '../../protocol/report.ts';
import type { Handlers } from '../../protocol/server.ts';
import { type Throttle, throttled, timerOf } from '../../protocol/throttle.ts';
import { openPageChannel } from '../pageChannel.ts';
import { plainName } from '../plain.ts';
import type { newSession, Session } from './session.ts';

/** What a panel needs of the rest of the extension. */
export type PanelOptions = {
  readonly panel: WebviewPanel;
  readonly html: string;
  readonly newSession: (listeners: Parameters<typeof newSession>[2]) => Session;
  readonly onReport: (request: PanelRequest, report: Report) => Promise<void>;
  readonly act: (open: OpenPanel, action: PanelAction) => void;
  readonly openPair: (open: OpenPanel, a: number, b: number) => void;
  readonly goToCode: (open: OpenPanel, model: number, cut: number) => void;
  readonly onDrawn: (open: OpenPanel, what: string) => void;
};

export interface OpenPanel extends Disposable {
  readonly panel: WebviewPanel;
  readonly session: Session;
  /** Frames these rows of its flow maps, and no other. */
  frameRows(rows: readonly CutRow[]): void;
  /** Brings the first of these sections that there are into view, as soon as the page has drawn its report. */
  reveal(sections: readonly SectionPlace[]): void;
  /** The flow map as SVG; undefined when the page is hidden or draws none. */
  svg(): Promise<string | undefined>;
}

const PROGRESS_EVERY_MS = 100;

export function openPanel(options: PanelOptions): OpenPanel {
  const { panel } = options;
  let framed: readonly CutRow[] = [];
  const progress: Throttle<PanelProgress> = throttled(
    (value) => tell('progress', value),
    PROGRESS_EVERY_MS,
    timerOf(globalThis),
  );
  const session = options.newSession({
    onChange: (view) => {
      progress.flush();
      panel.title = titleOf(view);
      show(view);
    },
    onProgress: (value) => progress.offer(value),
    onReport: options.onReport,
  });
  panel.title = titleOf(session.view);

  // A report may have megabytes, and a page draws it for a while.
  const show = oneAtATime((view: PanelView) => ask('show', view));

  function tell<M extends 'progress' | 'frameRows' | 'reveal'>(
    method: M,
    params: Parameters<PanelPage[M]>[0],
  ) {
    // A page may go away at any moment; the next one asks for everything.
    ask(method, params).catch(() => undefined);
  }
  async function ask<M extends 'show' | 'progress' | 'frameRows' | 'reveal'>(
    method: M,
    params: Parameters<PanelPage[M]>[0],
  ) {
    if (panel.visible) await channel.page?.call(method, params as never).result;
  }
  let wanted: readonly SectionPlace[] | undefined;
  const onDrawn: PanelOptions['onDrawn'] = (drawn, what) => {
    if (wanted !== undefined && what === 'report') tell('reveal', { sections: wanted });
    wanted = undefined;
    options.onDrawn(drawn, what);
  };
  const handlers = handlersOf({ ...options, onDrawn }, () => open);
  const channel = openPageChannel<PanelService, PanelPage>(panel.webview, handlers);
  const open: OpenPanel = {
    panel,
    session,
    frameRows(rows) {
      if (framed.length + rows.length === 0) return;
      framed = rows;
      tell('frameRows', { rows });
    },
    reveal(sections) {
      wanted = sections;
    },
    async svg() {
      const drawn = panel.visible ? await channel.page?.call('svg', {}).result : undefined;
      return drawn ?? undefined;
    },
    dispose() {
      session.cancel();
      channel.dispose();
    },
  };
  panel.webview.html = options.html;
  return open;
}

function handlersOf(options: PanelOptions, open: () => OpenPanel): Handlers<PanelService> {
  return {
    ready: async () => open().session.view,
    act: async (_, { action }) => {
      if (!panelActions.includes(action)) throw new RangeError(`no action ${String(action)}`);
      options.act(open(), action);
    },
    openPair: async (_, { a, b }) => options.openPair(open(), whole(a), whole(b)),
    goToCode: async (_, { model, cut }) => options.goToCode(open(), whole(model), whole(cut)),
    drawn: async (_, { what }) => options.onDrawn(open(), String(what)),
  };
}

function whole(value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new RangeError(`wanted a whole number, got ${String(value)}`);
}

function titleOf({ models }: PanelView): string {
  const names = models.map(({ name }) => plainName(name));
  if (names.length > 2) return `${names[0]} +${names.length - 1}`;
  return names.join(' ↔ ');
}
