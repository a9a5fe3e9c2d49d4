// Where everything in the pair of flow maps stands: one grid for both models, cut 0 at the bottom,
// because computation runs upwards. Pure: numbers in, numbers out.
import { textWidth } from './textFit.ts';

export type FlowInput = {
  /** Pixels there are. The drawing may be wider; then it scrolls. */
  readonly width: number;
  /** Number of cuts of each model; one or two. */
  readonly cuts: readonly number[];
  readonly spans: readonly string[];
  readonly parts: readonly string[];
  /** Columns within a cell. */
  readonly slots: number;
  /** Cuts under whose cells brackets stand, in either map. */
  readonly bracketed: ReadonlySet<number>;
  /** By model: the cuts that were not measured. */
  readonly unmeasured: readonly ReadonlySet<number>[];
  /** Whether beside each row stands on how many pairs it rests. */
  readonly pairs: boolean;
};

export type FlowMapLayout = {
  readonly cuts: number;
  /** Left and top of the cells; cut `l` is the row from `rowTop(layout, map, l)` down. */
  readonly x: number;
  readonly y: number;
  /** Where the labels of the cuts stand, and on which side of it they extend. */
  readonly labelX: number;
  readonly labelAnchor: 'start' | 'end';
  readonly tree: { readonly x: number; readonly width: number };
  /** Where the numbers of pairs stand. */
  readonly pairs: { readonly x: number; readonly anchor: 'start' | 'end' } | undefined;
  /** Middle of the texts that name the matched cuts, when the maps are stacked. */
  readonly matchX: number | undefined;
  readonly titleX: number;
  readonly titleY: number;
};

export type FlowLayout = {
  readonly stacked: boolean;
  readonly width: number;
  readonly height: number;
  /** Of a cell; under those of a cut that has brackets there is room for them. */
  readonly cell: { readonly width: number; readonly height: number };
  /** How far the foot of each row lies over that of cut 0; and, last, the height of the tallest map. */
  readonly rises: readonly number[];
  /** Under the columns of a map, and under the leaves of a tree. */
  readonly names: FootNames;
  readonly leafNames: FootNames;
  readonly maps: readonly FlowMapLayout[];
  /** Between the maps, where matched cuts are joined; undefined when stacked or single. */
  readonly gutter: { readonly x: number; readonly width: number } | undefined;
};

/** Flat where all fit their place, else turned by 90 degrees; and how much height they take. */
export type FootNames = { readonly turned: boolean; readonly length: number };

export const nameSize = 11;

/** What brackets take under the cells of a cut. */
export const bracketHeight = 13;

/** Neighbouring cuts that were measured in no map take this together. */
export const gapHeight = 18;

/** Rows at least this high have room for labels and values in them. */
export const roomyHeight = 30;
const titleHeight = 30;
const labelWidth = 46;
const gap = 10;
const matchWidth = 84;
const pairsWidth = 48;

/** The layout for one or two models within `input.width`. */
export function flowLayout(input: FlowInput): FlowLayout {
  const models = input.cuts.length;
  const widest = Math.max(0, ...input.parts.map((part) => textWidth(part.slice(0, 40), nameSize)));
  const leaves = input.parts.length * clamp(widest + 7, 15, 26);
  const treeWidth = leaves === 0 ? 0 : clamp(leaves, 36, 104);
  const pairsRoom = input.pairs ? pairsWidth : 0;
  const side = treeWidth + gap + labelWidth + pairsRoom;
  const gutterWidth = models === 2 ? clamp(input.width * 0.11, 76, 132) : 0;
  const least = Math.max(14, 3 * input.slots);
  const beside = (input.width - models * side - gutterWidth) / (models * input.spans.length);
  const stacked = models === 2 && (beside < least || input.width < 720);
  const matched = stacked ? matchWidth : 0;
  const thin = thinCuts(input);
  const alone = (input.width - side - matched) / input.spans.length;
  const width = Math.floor(clamp(stacked || models === 1 ? alone : beside, least, 76));
  // Neither taller than the page allows for all cuts, nor much taller than wide.
  const tallest = clamp(1.6 * width, 22, 62);
  const rows = Math.max(0, ...input.cuts);
  const full = Math.max(1, rows - thin.size);
  const height = Math.floor(clamp((440 - gapsHeight(thin)) / full, 20, tallest));
  const cell = { width, height };
  const rises = risesOf(rows, height, input.bracketed, thin);
  const names = footNames(input.spans, cell.width - 4);
  const leafNames = footNames(input.parts, treeWidth / input.parts.length - 2);
  const foot = Math.max(names.length, leafNames.length);
  const mapWidth = cell.width * input.spans.length;
  const blockHeight = (cuts: number) => titleHeight + rises[cuts] + foot + gap;
  if (stacked) return stackedLayout();
  return besideLayout();

  function besideLayout(): FlowLayout {
    const maps = input.cuts.map((cuts, model): FlowMapLayout => {
      const mirrored = model === 1;
      const x = mirrored ? side + mapWidth + gutterWidth : side;
      return {
        cuts,
        x,
        y: titleHeight + rises[rows] - rises[cuts],
        labelX: mirrored ? x + mapWidth + 8 : x - 8,
        labelAnchor: mirrored ? 'start' : 'end',
        tree: { x: mirrored ? x + mapWidth + labelWidth + pairsRoom + gap : 0, width: treeWidth },
        pairs: pairsAt(mirrored ? x + mapWidth + labelWidth : x - labelWidth, mirrored),
        matchX: undefined,
        titleX: x,
        titleY: 14 + rises[rows] - rises[cuts],
      };
    });
    return {
      stacked,
      width: models * (side + mapWidth) + gutterWidth,
      height: blockHeight(rows),
      cell,
      rises,
      names,
      leafNames,
      maps,
      gutter: models === 2 ? { x: side + mapWidth, width: gutterWidth } : undefined,
    };
  }

  function pairsAt(x: number, after: boolean): FlowMapLayout['pairs'] {
    if (!input.pairs) return undefined;
    return after ? { x: x + 4, anchor: 'start' } : { x: x - 4, anchor: 'end' };
  }

  function stackedLayout(): FlowLayout {
    let top = 0;
    const maps = input.cuts.map((cuts): FlowMapLayout => {
      const map: FlowMapLayout = {
        cuts,
        x: labelWidth,
        y: top + titleHeight,
        labelX: labelWidth - 8,
        labelAnchor: 'end',
        tree: { x: labelWidth + mapWidth + matched + pairsRoom, width: treeWidth },
        pairs: pairsAt(labelWidth + mapWidth + matched, true),
        matchX: labelWidth + mapWidth + 8,
        titleX: labelWidth,
        titleY: top + 14,
      };
      top += blockHeight(cuts) + gap;
      return map;
    });
    const width = labelWidth + mapWidth + matched + pairsRoom + treeWidth;
    const height = top - gap;
    return { stacked, width, height, cell, rises, names, leafNames, maps, gutter: undefined };
  }
}

/** Cuts that were measured in no map that has them. */
function thinCuts({ cuts, unmeasured }: FlowInput): ReadonlySet<number> {
  const all = [...Array(Math.max(0, ...cuts)).keys()];
  return new Set(
    all.filter((cut) => cuts.every((count, m) => cut >= count || unmeasured[m]?.has(cut))),
  );
}

const begins = (thin: ReadonlySet<number>, cut: number) => thin.has(cut) && !thin.has(cut - 1);

function gapsHeight(thin: ReadonlySet<number>): number {
  return [...thin].filter((cut) => begins(thin, cut)).length * gapHeight;
}

/** Height of the rows of `cuts` cuts under each. */
function risesOf(
  cuts: number,
  height: number,
  bracketed: ReadonlySet<number>,
  thin: ReadonlySet<number>,
): number[] {
  const rises = [0];
  for (let cut = 0; cut < cuts; cut++) {
    const row = height + (bracketed.has(cut) ? bracketHeight : 0);
    const joined = begins(thin, cut) ? gapHeight : 0;
    rises.push(rises[cut] + (thin.has(cut) ? joined : row));
  }
  return rises;
}

/** Foot of a map: of the row of cut 0. */
export function mapFoot(layout: FlowLayout, map: FlowMapLayout): number {
  return map.y + layout.rises[map.cuts];
}

/** Top of the cells of cut `cut`. */
export function rowTop(layout: FlowLayout, map: FlowMapLayout, cut: number): number {
  return mapFoot(layout, map) - layout.rises[cut + 1];
}

/** Middle of the cells of cut `cut`. */
export function rowMiddle(layout: FlowLayout, map: FlowMapLayout, cut: number): number {
  return rowTop(layout, map, cut) + layout.cell.height / 2;
}

/** Height of the row of a cut, its brackets included. */
export function rowHeight({ rises }: FlowLayout, cut: number): number {
  return rises[cut + 1] - rises[cut];
}

function footNames(names: readonly string[], room: number): FootNames {
  const longest = Math.max(0, ...names.map((name) => textWidth(name.slice(0, 40), nameSize)));
  const turned = longest > room;
  return { turned, length: turned ? clamp(longest + 12, 24, 110) : 22 };
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
