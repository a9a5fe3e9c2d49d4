// One cell of the flow map: a column for every variable, in it blocks from below, a block a set that the site
// holds, as high as its weight; above, the label. Pure.
import { roomyHeight } from './flowLayout.ts';

export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** A part of a column, heights from 0 at the foot to 1. */
export type Block = {
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  /** A word as it stands, and not the variable. */
  readonly token: boolean;
};

export const labelSize = 11;

export type CellGeometry = {
  readonly frame: Box;
  /** One a block, in order. */
  readonly blocks: readonly Box[];
  /** Middle and baseline of the label; undefined where the cell is too low to write in. */
  readonly label: { readonly x: number; readonly y: number } | undefined;
};

/** The cell whose outer box is `outer`, with `slots` columns. */
export function cellGeometry(outer: Box, slots: number, blocks: readonly Block[]): CellGeometry {
  const inset = outer.width >= 24 ? 2 : 1;
  const frame = {
    x: outer.x + inset,
    y: outer.y + inset,
    width: outer.width - 2 * inset,
    height: outer.height - 2 * inset,
  };
  const roomy = outer.height >= roomyHeight;
  const pad = frame.width >= 30 ? 5 : 2;
  const foot = frame.y + frame.height - (roomy ? 4 : 2.5);
  const top = frame.y + (roomy ? labelSize + 6 : 2.5);
  const slot = (frame.width - 2 * pad) / Math.max(1, slots);
  const space = slot >= 6 ? 1.5 : slot >= 3 ? 0.75 : 0;
  const boxes = blocks.map(({ slot: place, from, to }): Box => {
    const [low, high] = [clamp(from), clamp(to)].map((at) => at * (foot - top));
    const apart = low > 0 && high - low > 2 ? 1 : 0; // between the blocks of two sets
    const x = frame.x + pad + place * slot + space / 2;
    return { x, y: foot - high, width: slot - space, height: Math.max(0, high - low - apart) };
  });
  const label = roomy ? { x: frame.x + frame.width / 2, y: frame.y + labelSize + 1.5 } : undefined;
  return { frame, blocks: boxes, label };
}

const clamp = (x: number) => Math.min(1, Math.max(0, x));
