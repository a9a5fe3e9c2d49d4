// The line that joins a cut of one model with its match in the other. Pure.

type Point = { readonly x: number; readonly y: number };

export type Ribbon = {
  readonly path: string;
  /** Where its value is written; undefined where there is no room. */
  readonly label: Point | undefined;
  /** Pixels; the closer the match the thicker. */
  readonly thickness: number;
};

export type RibbonEnds = {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  readonly mismatch: number;
};

/**
 * S-shaped ribbons, one for each of `ends`, at most `thickest` pixels thick. Values are written where
 * `apart` pixels are free between them, at one of five places along the line; 0 writes none.
 */
export function ribbons(
  ends: readonly RibbonEnds[],
  thickest: number,
  apart: number,
): readonly Ribbon[] {
  const placed: Point[] = [];
  return ends.map((end) => {
    const bend = (end.x2 - end.x1) * 0.45;
    const [y1, y2] = [r(end.y1), r(end.y2)];
    const path = `M${r(end.x1)} ${y1}C${r(end.x1 + bend)} ${y1} ${r(end.x2 - bend)} ${y2} ${r(end.x2)} ${y2}`;
    const spots = apart > 0 ? [0.5, 0.34, 0.66, 0.22, 0.78].map((t) => onRibbon(end, bend, t)) : [];
    const label = spots.find((spot) => placed.every((other) => !near(spot, other, apart)));
    if (label) placed.push(label);
    return { path, label, thickness: 1 + (thickest - 1) * Math.max(0, 1 - end.mismatch) };
  });
}

/** The point of the cubic at `t` in [0,1]. */
function onRibbon(end: RibbonEnds, bend: number, t: number): Point {
  const u = 1 - t;
  const mix = (a: number, b: number, c: number, d: number) =>
    u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d;
  return {
    x: mix(end.x1, end.x1 + bend, end.x2 - bend, end.x2),
    y: mix(end.y1, end.y1, end.y2, end.y2),
  };
}

const near = (a: Point, b: Point, apart: number) =>
  Math.abs(a.y - b.y) < apart && Math.abs(a.x - b.x) < 2.4 * apart;
const r = (x: number) => Math.round(x * 100) / 100;
