// Which of many are looked at, and in which order: no row, column or block is passed over because of where it lies in a layout that
// repeats itself, as every n-th would be. The same in every run.
const golden = (Math.sqrt(5) - 1) / 2;

/** The i-th of n that are drawn of `all`, one in each of n equal parts; its place in its part is another each time. */
export function drawn(i: number, n: number, all: number): number {
  const from = Math.floor((i * all) / n);
  const to = Math.floor(((i + 1) * all) / n);
  return from + Math.floor(((i * golden) % 1) * (to - from));
}

/** Every number below n once, neighbours far from each other. */
export function* everyOne(n: number): Generator<number> {
  let step = Math.max(1, Math.round(n * golden));
  while (common(step, n) > 1) step++;
  for (let i = 0, at = 0; i < n; i++, at = (at + step) % n) yield at;
}

function common(a: number, b: number): number {
  return b === 0 ? a : common(b, a % b);
}

/** A number of [0, 1) for every whole one, unlike its neighbours'. */
export function mixed(n: number): number {
  let bits = Math.imul(n ^ (n >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}
