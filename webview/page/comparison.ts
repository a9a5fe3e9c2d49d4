// The page of a comparison's panel: what stands depends on how far the run is. The host tells, this
// draws; buttons ask the host.
import type {
  CutRow,
  PanelAction,
  PanelPage,
  PanelRequest,
  PanelService,
  PanelView,
} from '../../src/protocol/panelService.ts';
import { figureKeys } from '../component/figure.ts';
import { fleetPage } from '../component/fleetPage.ts';
import { frameRows } from '../component/flowMap.ts';
import { headers } from '../component/headers.ts';
import { reportPage } from '../component/reportPage.ts';
import { runState } from '../component/runState.ts';
import { toolbar } from '../component/toolbar.ts';
import { name } from '../component/words.ts';
import { h } from '../host/element.ts';
import { connectHost } from '../host/hostChannel.ts';
import { replaceInPlace } from '../host/inPlace.ts';
import { svgDocument } from '../host/svgDocument.ts';

document.title = 'Comparison';

const host = connectHost<PanelService, PanelPage, PanelRequest>({
  show: async (_, view) => show(view),
  progress: async (_, progress) => state.progress(progress),
  frameRows: async (_, { rows }) => {
    ofCode = rows;
    frameRows(body, rows);
  },
  reveal: async (_, { sections }) => {
    const found = sections.map((section) => document.getElementById(section)).find((it) => it);
    found?.scrollIntoView({ block: 'start' });
  },
  svg: async () => svgDocument(document.querySelector<SVGSVGElement>('#flow svg.flow')),
});

const ask = (action: PanelAction) => void host.peer.call('act', { action }).result;
const bar = toolbar(ask);
const state = runState(ask);
const goToCode = ({ model, cut }: CutRow) => void host.peer.call('goToCode', { model, cut }).result;
const fleet = fleetPage((a, b) => void host.peer.call('openPair', { a, b }).result);
const body = h('div', { class: 'panel-body' });
let ofCode: readonly CutRow[] = [];
let drawn = '';
const frame = () => frameRows(body, ofCode);

document
  .getElementById('page')
  ?.replaceChildren(h('header', { class: 'panel-head' }, bar.element, state.element), body);
document.addEventListener('keydown', figureKeys);
void host.peer.call('ready', {}).result.then(show);

function show(view: PanelView): void {
  host.keep(view.request);
  bar.show(view);
  state.show(view);
  // A report stands while others are made: it is drawn anew only when it is another one.
  const next = editionOf(view);
  if (drawn === next) return;
  drawn = next;
  replace(view);
  requestAnimationFrame(() => void host.peer.call('drawn', { what: whatOf(view) }).result);
}

const isFleet = ({ models, request }: PanelView) => !request.trajectory && models.length > 2;

function whatOf(view: PanelView) {
  return isFleet(view) ? 'fleet' : view.report !== null ? 'report' : 'headers';
}

/** What the body of the page depends on. */
function editionOf(view: PanelView): string {
  const { edition, models, spans, phase } = view;
  switch (whatOf(view)) {
    case 'fleet':
      return JSON.stringify([edition, models, phase]); // its cells say how far the run is
    case 'report':
      return String(edition);
    default:
      return JSON.stringify([models, spans]);
  }
}

/** Before anything is known of the checkpoints of a run. */
function runsAhead({ request }: PanelView): HTMLElement {
  const names = request.models.map((path) => h('li', {}, name(path)));
  const words =
    'The checkpoints of this run are compared with the last one and with the one before them, once there are two.';
  return h('main', {}, h('p', { class: 'quiet' }, words), h('ul', {}, ...names));
}

function replace(view: PanelView): void {
  if (isFleet(view)) {
    fleet.show(view); // it stays: the focus is not taken away by a run
    if (body.firstChild !== fleet.element) body.replaceChildren(fleet.element);
  } else if (view.report !== null) {
    replaceInPlace(body, reportPage(view.report, 'editor', goToCode), frame);
  } else if (view.request.trajectory) {
    replaceInPlace(body, runsAhead(view), frame);
  } else {
    replaceInPlace(body, headers(view.models, view.spans), frame);
  }
}
