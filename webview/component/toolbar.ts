// The buttons of a panel. Each is a command of the editor too; here they are where the eye is.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { PanelAction, PanelView } from '../../src/protocol/panelService.ts';
import { h } from '../host/element.ts';
import { button } from '../host/toolkit.ts';

type Button = {
  readonly action: PanelAction;
  readonly label: string;
  readonly shown: (view: PanelView) => boolean;
};

const chosen = (view: PanelView) => view.request.task !== null;
const resting = (view: PanelView) => view.phase !== 'running';
/** What was run before it ended is kept, and not run again. */
const goesOn = (view: PanelView) => view.report !== null && isSoFar(view.report);
const reported = (view: PanelView) => resting(view) && view.report !== null;

const buttons: readonly Button[] = [
  {
    action: 'otherTask',
    label: 'Choose Task…',
    shown: (view) => resting(view) && !chosen(view),
  },
  {
    action: 'rerun',
    label: 'Go On',
    shown: (view) => resting(view) && chosen(view) && goesOn(view),
  },
  {
    action: 'rerun',
    label: 'Run Again',
    shown: (view) => resting(view) && chosen(view) && !goesOn(view),
  },
  { action: 'morePairs', label: 'More Pairs', shown: (view) => reported(view) && !goesOn(view) },
  { action: 'otherTask', label: 'Other Task…', shown: (view) => resting(view) && chosen(view) },
  {
    action: 'otherMargin',
    label: 'Other Margin…',
    shown: (view) => reported(view) && view.models.length === 2,
  },
  { action: 'export', label: 'Export…', shown: reported },
  { action: 'copyCommand', label: 'Copy Command Line', shown: reported },
];

export function toolbar(ask: (action: PanelAction) => void) {
  const element = h('div', { class: 'toolbar', role: 'toolbar', 'aria-label': 'Comparison' });
  let shown = '';
  return {
    element,
    show(view: PanelView): void {
      const wanted = buttons.filter((button) => button.shown(view));
      const key = wanted.map(({ label }) => label).join();
      if (key === shown) return; // the focus stays where it is
      shown = key;
      element.replaceChildren(
        ...wanted.map(({ action, label }) => button(label, () => ask(action), action)),
      );
      element.hidden = wanted.length === 0;
    },
  };
}
