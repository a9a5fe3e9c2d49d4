// One cell of the flow map: a slot for every part, filled from below by the share of it that passes
// here; above, the label where the site is crisp; below, a rule as long as the site is crisp. Pure.
import { roomyHeight } from './flowLayout.ts';

export type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Shares below this are not drawn: they could not be seen. */
export const leastShare = 0.02;

export const labelSize = 11;

export type CellGeometry = {
  readonly frame: Box;
  /** One a part, in order; undefined where the share is not worth drawing. */
  readonly bars: readonly (Box | undefined)[];
  readonly rule: Box;
  /** Middle and baseline of the label; undefined where the cell is too low to write in. */
  readonly label: { readonly x: number; readonly y: number } | undefined;
};

/** The cell whose outer box is `outer`, for `shares` in [0,1], one a part. */
export function cellGeometry(
  outer: Box,
  shares: readonly number[],
  crispness: number,
): CellGeometry {
  const inset = outer.width >= 24 ? 2 : 1;
  const frame = {
    x: outer.x + inset,
    y: outer.y + inset,
    width: outer.width - 2 * inset,
    height: outer.height - 2 * inset,
  };
  const roomy = outer.height >= roomyHeight;
  const pad = frame.width >= 30 ? 5 : 2;
  const foot = frame.y + frame.height - (roomy ? 6 : 4);
  const top = frame.y + (roomy ? labelSize + 6 : 2.5);
  const slot = (frame.width - 2 * pad) / Math.max(1, shares.length);
  const space = slot >= 6 ? 1.5 : slot >= 3 ? 0.75 : 0;
  const bars = shares.map((share, part): Box | undefined => {
    const height = Math.min(1, Math.max(0, share)) * (foot - top);
    if (!(share >= leastShare)) return undefined;
    const x = frame.x + pad + part * slot + space / 2;
    return { x, y: foot - height, width: slot - space, height };
  });
  const thick = roomy ? 3 : 2;
  const ruleWidth = (frame.width - 2) * Math.min(1, Math.max(0, crispness));
  return {
    frame,
    bars,
    rule: { x: frame.x + 1, y: frame.y + frame.height - thick, width: ruleWidth, height: thick },
    label: roomy ? { x: frame.x + frame.width / 2, y: frame.y + labelSize + 1.5 } : undefined,
  };
}
