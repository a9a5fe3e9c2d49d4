// Whether the same rows are near: the overlap of the k nearest neighbours of each row.
import type { Measure } from './measure.ts';
import { plainGram, type Representation } from './representation.ts';

const usualNeighbours = 10;

type Neighbours = {
  readonly n: number;
  readonly k: number;
  readonly of: Int32Array; // [n, k], in no order
};

export const jaccard: Measure<Neighbours> = {
  name: 'jaccard',
  title: `overlap of ${usualNeighbours} neighbours`,
  paper: 'Klabunde et al. 2023; mean Jaccard index, nearest by cosine',
  direction: 'similarity',
  range: [0, 1],
  symmetric: true,
  metric: true, // 1 - the index is, of sets (Levandowsky and Winter 1971), and so is a mean over rows
  invariances: ['permutation', 'orthogonal', 'scaling'],
  cost: 'square',
  needsRows: false,
  prepare: (of) => neighbours(of, usualNeighbours),
  compare: meanOverlap,
  shifted: shiftedNeighbours,
};

export function neighbours(of: Representation, k: number): Neighbours {
  const { n } = of;
  const plain = plainGram(of);
  const found = new Int32Array(n * k);
  for (let i = 0; i < n; i++) {
    const near = (j: number) => plain[i * n + j] / Math.sqrt(plain[j * n + j]);
    const cosines = Float64Array.from({ length: n }, (_, j) => near(j));
    const others = Int32Array.from({ length: n - 1 }, (_, j) => (j < i ? j : j + 1));
    others.sort((a, b) => cosines[b] - cosines[a]);
    found.set(others.subarray(0, k), i * k);
  }
  return { n, k, of: found };
}

export function meanOverlap(a: Neighbours, b: Neighbours): number {
  const { n, k } = a;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const ofA = new Set(a.of.subarray(i * k, (i + 1) * k));
    let both = 0;
    for (const j of b.of.subarray(i * k, (i + 1) * k)) if (ofA.has(j)) both++;
    sum += both / (2 * k - both);
  }
  return sum / n;
}

function shiftedNeighbours({ n, k, of }: Neighbours, by: number): Neighbours {
  const moved = new Int32Array(n * k);
  for (let i = 0; i < n; i++) {
    const from = ((i + by) % n) * k;
    for (let m = 0; m < k; m++) moved[i * k + m] = (of[from + m] - by + n) % n;
  }
  return { n, k, of: moved };
}
