// The flow map before anything is measured: the cuts that a model has, over the spans of the task.
import type { PanelModel } from '../../src/protocol/panelService.ts';
import { letter, middle, shown } from '../../src/protocol/reportWords.ts';
import { fitText, textWidth } from '../chart/textFit.ts';
import { h, svg } from '../host/element.ts';
import { onWidth } from '../host/onWidth.ts';
import { footName } from './footName.ts';

const labelWidth = 46;
const titleHeight = 26;
const nameSize = 11;
/** Of all rows of the model with the most cuts. */
const mostHeight = 440;

/** undefined: the task is not read yet, or no model says how many blocks it has. */
export function emptyMap(
  models: readonly PanelModel[],
  spans: readonly string[] | null,
): HTMLElement | undefined {
  const cuts = models.map(cutsOf);
  if (spans === null || Math.max(...cuts) === 0) return undefined;
  const canvas = h('div', { class: 'flow-canvas' });
  onWidth(canvas, (width) => canvas.replaceChildren(draw(models, cuts, spans, width)));
  return h(
    'section',
    { class: 'figure', 'aria-labelledby': 'empty-map-title' },
    h('header', {}, h('h2', { id: 'empty-map-title' }, title(models))),
    h(
      'p',
      { class: 'caption' },
      'Every cut and span at which something may be held. Nothing is measured yet.',
    ),
    canvas,
  );
}

const title = (models: readonly PanelModel[]) => (models.length === 1 ? 'Flow map' : 'Flow maps');

/** 0: the header does not say. */
function cutsOf({ header }: PanelModel): number {
  const blocks = Number(header?.shape.find(([what]) => what === 'blocks')?.[1]);
  return blocks > 0 ? blocks + 1 : 0;
}

function draw(
  models: readonly PanelModel[],
  cuts: readonly number[],
  spans: readonly string[],
  width: number,
): SVGElement {
  const most = Math.max(...cuts);
  const each = Math.floor(width / models.length);
  const cell = {
    width: clamp((each - labelWidth - 20) / spans.length, 6, 76),
    height: clamp(mostHeight / most, 3, 22),
  };
  const longest = Math.max(...spans.map((span) => textWidth(span.slice(0, 40), nameSize)));
  const turned = longest > cell.width - 4;
  const names = { turned, length: turned ? clamp(longest + 12, 24, 110) : 22 };
  const foot = titleHeight + most * cell.height;
  const height = foot + names.length;
  const maps = models.map((model, m) => {
    const x = m * each + labelWidth;
    const of = models.length > 1 ? `${letter(m)} ` : '';
    const name = `${of}${shown(middle(model.name, 200))}`;
    const rows = [...Array(cuts[m]).keys()].flatMap((cut) => {
      const y = foot - (cut + 1) * cell.height;
      const label = cut === 0 || cut === cuts[m] - 1 ? [cutName(cut, x - 8, y, cell.height)] : [];
      return [...label, ...spans.map((_, s) => box(x + s * cell.width, y, cell))];
    });
    const top = foot - cuts[m] * cell.height - 10;
    return svg(
      'g',
      {},
      svg('text', { class: 'map-name', x, y: top }, fitText(name, 12.5, each - labelWidth - 20)),
      ...rows,
      ...spans.map((span, s) =>
        footName(
          span,
          { class: 'span-name', x: x + (s + 0.5) * cell.width, y: foot + (turned ? 8 : 15) },
          names,
          cell.width - 2,
        ),
      ),
    );
  });
  const size = { width, height, viewBox: `0 0 ${width} ${Math.ceil(height)}` };
  return svg(
    'svg',
    { class: 'chart empty-map', role: 'img', 'aria-label': said(models, cuts, spans), ...size },
    ...maps,
  );
}

function box(x: number, y: number, cell: { readonly width: number; readonly height: number }) {
  const inset = Math.min(1, cell.height / 6);
  const size = { width: cell.width - 2 * inset, height: cell.height - 2 * inset };
  return svg('rect', { class: 'frame', x: x + inset, y: y + inset, ...size });
}

function cutName(cut: number, x: number, y: number, height: number): SVGElement {
  const at = { x, y: y + height / 2 + 3.5, 'text-anchor': 'end' };
  return svg('g', { class: 'cut-name' }, svg('text', at, `cut ${cut}`));
}

function said(
  models: readonly PanelModel[],
  cuts: readonly number[],
  spans: readonly string[],
): string {
  const counts = models.map(({ name }, m) => `${shown(name, 80)}: ${cuts[m]} cuts`);
  return `${counts.join('; ')}; ${spans.length} spans. Nothing is measured yet.`;
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
