// Formats of floating-point numbers, by what they round to: whether values are another's rounded, and how coarse a tensor's
// own values are.

export type Format = {
  readonly name: string;
  /** Bits after the point of a number between 1 and 2. */
  readonly fraction: number;
  readonly leastExponent: number;
  readonly most: number;
};

/** The finest first. */
export const formats: readonly Format[] = [
  { name: 'F32', fraction: 23, leastExponent: -126, most: 3.4028234663852886e38 },
  { name: 'F16', fraction: 10, leastExponent: -14, most: 65504 },
  { name: 'BF16', fraction: 7, leastExponent: -126, most: 3.3895313892515355e38 },
  { name: 'F8_E4M3', fraction: 3, leastExponent: -6, most: 448 },
  { name: 'F8_E5M2', fraction: 2, leastExponent: -14, most: 57344 },
];

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);
/** Which half has the sign and the exponent. */
const upper = new Uint8Array(Float64Array.of(1).buffer)[7] === 0 ? 0 : 1;

/** The step between neighbours of a format around x. A logarithm would take longer than all the rest. */
export function spacing(x: number, { fraction, leastExponent }: Format): number {
  number[0] = x;
  const exponent = ((halves[upper] >>> 20) & 0x7ff) - 1023;
  return 2 ** (Math.max(exponent, leastExponent) - fraction);
}

/** To nearest, ties to even; what is too large stays what it is, for it has no neighbour. */
export function rounded(x: number, format: Format): number {
  const step = spacing(x, format);
  const steps = x / step;
  const low = Math.floor(steps);
  const over = steps - low;
  const up = over > 0.5 || (over === 0.5 && low % 2 !== 0);
  return (up ? low + 1 : low) * step;
}

export function truncated(x: number, format: Format): number {
  const step = spacing(x, format);
  return Math.trunc(x / step) * step;
}

/** The coarsest format that has all these values; undefined: none has, or nothing but zeros. */
export function formatOf(values: Float64Array): Format | undefined {
  return formats.findLast((format) =>
    values.every((x) => rounded(x, format) === x && Math.abs(x) <= format.most),
  );
}

/** Half of the step around 0 of the formats that have all these values: what rounding to them leaves at least. */
export function leastStepOf(values: Float64Array): number {
  const steps = formats
    .filter((format) => values.every((x) => rounded(x, format) === x && Math.abs(x) <= format.most))
    .map((format) => spacing(0, format) / 2);
  return Math.max(0, ...steps);
}

/** Half of the relative step between the values' neighbours: what rounding to them leaves at most. */
export function unitOf(values: Float64Array): number {
  const format = formatOf(values);
  return format ? 2 ** -(format.fraction + 1) : 2 ** -53;
}
