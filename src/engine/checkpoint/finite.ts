// Does an array hold a NaN or an infinity? Asked of every weight that is read, so it has to be fast.

/** Index of the first element that is NaN or infinite; -1 if all are finite. */
export function firstNonFinite(data: Float32Array): number {
  for (let start = 0; start < data.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, data.length);
    if (blockIsFinite(data, start, end)) continue;
    for (let i = start; i < end; i++) if (!Number.isFinite(data[i])) return i;
  }
  return -1;
}

const BLOCK = 8192;

/** x * 0 is 0 for a finite x and NaN otherwise, and a sum keeps a NaN: no branch an element. */
function blockIsFinite(data: Float32Array, start: number, end: number): boolean {
  let even = 0;
  let odd = 0;
  let i = start;
  for (; i + 1 < end; i += 2) {
    even += data[i] * 0;
    odd += data[i + 1] * 0;
  }
  if (i < end) odd += data[i] * 0;
  return even + odd === 0;
}
