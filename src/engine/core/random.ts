// Seeded random numbers: the same seed gives the same draws on every machine and version.

export type Random = {
  /** Uniform in [0, 1) with 32 random bits. */
  next(): number;
  /** Uniform integer in [0, below). */
  below(below: number): number;
};

/** sfc32 (PractRand's small fast counter), seeded from the text by FNV-1a and warmed up. */
export function random(seed: string | number): Random {
  let hash = 0x811c9dc5;
  for (const char of String(seed)) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  }
  let a = hash;
  let b = hash ^ 0x9e3779b9;
  let c = 0x243f6a88;
  let counter = 1;
  const bits = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 20; i++) bits();
  const next = () => bits() / 2 ** 32;
  return { next, below: (below) => Math.floor(next() * below) };
}

/** A new array with the elements in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], rng: Random): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = rng.below(i + 1);
    [out[i], out[j]] = [out[j], out[i]];
  }
  return out;
}
