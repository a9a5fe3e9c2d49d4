// Where the numbers of a value lie: which of them belong to which region of the input, at every cut. An image's
// regions are parts of its picture, and a feature map has them in proportion; a row's are columns, which the
// input alone has. What has no place, after a flattening or a dense layer, is at one last position.

/** Of a picture, as fractions of its height and width: [top, left, bottom, right). */
export type Rectangle = readonly [number, number, number, number];

/** How a picture is cut up. */
export type Parted = {
  readonly rectangles: readonly Rectangle[];
  /** What lies in none of them is one more region. */
  readonly hasMore: boolean;
};

/** A value as positions x numbers: [regions + 1, width], padded with zeros. */
export type Layout = {
  readonly positions: number; // regions + 1
  readonly width: number;
  /** Where each of the value's numbers stands: position x width + place in it. */
  readonly at: Int32Array; // [numbers]
  /** The regions have its numbers; else the last position has. */
  readonly hasPlaces: boolean;
};

/** `of`: by number its region; undefined: it has no place. */
export function layoutOf(numbers: number, regions: number, of: Int32Array | undefined): Layout {
  const sizes = new Int32Array(regions + 1);
  const position = (i: number) => (of ? of[i] : regions);
  const at = Int32Array.from({ length: numbers }, (_, i) => sizes[position(i)]++);
  const width = Math.max(...sizes);
  for (let i = 0; i < numbers; i++) at[i] += position(i) * width;
  return { positions: regions + 1, width, at, hasPlaces: of !== undefined };
}

/** The rectangle that a point is in, the first; after them, what is in none. */
export function rectangleAt(rectangles: readonly Rectangle[], y: number, x: number): number {
  const found = rectangles.findIndex(([top, left, bottom, right]) => {
    return top <= y && y < bottom && left <= x && x < right;
  });
  return found < 0 ? rectangles.length : found;
}

/**
 * By number of a feature map of these sizes its region: where the centre of its cell lies. undefined: it is no map, or
 * so small that a region would have nothing of it.
 */
export function regionsOfMap(
  dims: readonly number[],
  channels: 'first' | 'last',
  { rectangles, hasMore }: Parted,
): Int32Array | undefined {
  if (dims.length !== 3) return undefined;
  const [h, w, c] = channels === 'last' ? dims : [dims[1], dims[2], dims[0]];
  const cells = Int32Array.from({ length: h * w }, (_, cell) =>
    rectangleAt(rectangles, (Math.floor(cell / w) + 0.5) / h, ((cell % w) + 0.5) / w),
  );
  const regions = rectangles.length + (hasMore ? 1 : 0);
  for (let r = 0; r < regions; r++) if (!cells.includes(r)) return undefined;
  return Int32Array.from({ length: h * w * c }, (_, i) =>
    channels === 'last' ? cells[Math.floor(i / c)] : cells[i % (h * w)],
  );
}

/** A batch of states [B, positions, width] as the value's own numbers, [B, numbers]. */
export function gathered({ at, positions, width }: Layout, states: Float32Array): Float32Array {
  const size = positions * width;
  const batch = states.length / size;
  const out = new Float32Array(batch * at.length);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < at.length; i++) out[b * at.length + i] = states[b * size + at[i]];
  }
  return out;
}

/** The value's numbers [B, numbers] as states [B, positions, width]. */
export function scattered({ at, positions, width }: Layout, numbers: Float32Array): Float32Array {
  const size = positions * width;
  const batch = numbers.length / at.length;
  const out = new Float32Array(batch * size);
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < at.length; i++) out[b * size + at[i]] = numbers[b * at.length + i];
  }
  return out;
}
