// A distance with its interval on the axis from 0 to 1, against its margins. Pure geometry.
import { scaleLinear } from 'd3-scale';
import type { Interval } from '../../src/protocol/sections.ts';

export type IntervalAxis = {
  readonly left: number;
  readonly right: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly margins: readonly { readonly x: number; readonly at: number }[];
  readonly ticks: readonly { readonly x: number; readonly text: string }[];
};

/** Places on a line from `left` to `right` pixels; what lies outside [0,1] stands at its end. */
export function intervalAxis(
  of: Interval,
  margins: readonly number[],
  left: number,
  right: number,
): IntervalAxis {
  const scale = scaleLinear([0, 1], [left, right]).clamp(true);
  return {
    left,
    right,
    value: scale(of.value),
    low: scale(of.low),
    high: scale(of.high),
    margins: margins.map((at) => ({ x: scale(at), at })),
    ticks: scale.ticks(5).map((tick) => ({ x: scale(tick), text: tick.toFixed(1) })),
  };
}
