// The page of a comparison's panel in a browser, with a host that only notes what is asked of it.
import type { Webview } from 'vscode';
import type {
  CutRow,
  PanelAction,
  PanelPage,
  PanelService,
  PanelView,
  SectionPlace,
} from '../../src/protocol/panelService.ts';
import { openPageChannel } from '../../src/vscode/pageChannel.ts';
import { type HostedLook, openHosted } from './hosted.ts';
import type { NewPage } from './pages.ts';

/**
 * The page of a comparison, shown `view`; `asked` is what its buttons asked for, `pairs` which pairs
 * were opened, `cuts` of which the code was asked for; `show` shows another view, `frameRows` frames rows of it, and
 * `reveal` brings a section into view. `svg` is the flow map as a document.
 */
export async function openPanelPage(newPage: NewPage, view: PanelView, look: HostedLook = {}) {
  const asked: PanelAction[] = [];
  const pairs: string[] = [];
  const cuts: string[] = [];
  let show: ((view: PanelView) => Promise<void>) | undefined;
  let frameRows: ((rows: readonly CutRow[]) => Promise<void>) | undefined;
  let reveal: ((sections: readonly SectionPlace[]) => Promise<void>) | undefined;
  let svg: (() => Promise<string | null | undefined>) | undefined;
  const serve = (webview: Webview) => {
    const channel = openPageChannel<PanelService, PanelPage>(webview, {
      ready: async () => view,
      act: async (_, { action }) => void asked.push(action),
      openPair: async (_, { a, b }) => void pairs.push(`${a} ${b}`),
      goToCode: async (_, { model, cut }) => void cuts.push(`${model} ${cut}`),
      drawn: async () => undefined,
    });
    show = async (next) => channel.page?.call('show', next).result;
    frameRows = async (rows) => channel.page?.call('frameRows', { rows }).result;
    reveal = async (sections) => channel.page?.call('reveal', { sections }).result;
    svg = async () => channel.page?.call('svg', {}).result;
    return channel;
  };
  const opened = await openHosted(newPage, 'comparison', serve, look);
  await opened.page.getByRole('button').filter({ visible: true }).first().waitFor();
  return {
    ...opened,
    asked,
    pairs,
    cuts,
    show: (next: PanelView) => show?.(next),
    frameRows: (rows: readonly CutRow[]) => frameRows?.(rows),
    reveal: (sections: readonly SectionPlace[]) => reveal?.(sections),
    svg: () => svg?.(),
  };
}
