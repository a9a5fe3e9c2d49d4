// What n rows (prompts, or spans of prompts) are at one place of a model, by their inner products: so no measure
// costs anything in the width of a model. Kept around the mean: in a language model the mean is often many times as
// long as what differs between the rows, and inner products in single precision would lose that.

export type Numbers = Float32Array | Float64Array;

export type Representation = {
  readonly n: number;
  /** Of the rows around their mean. [n, n] */
  readonly gram: Numbers;
  /** Of each row around the mean with the mean. [n] */
  readonly along: Float64Array;
  /** Of the mean with itself. */
  readonly mean: number;
  /** The rows around their mean, [n, d]; where a measure asks for them. */
  readonly rows: Numbers | undefined;
};

/** Rows around their mean. */
export type Centred = Pick<Representation, 'along' | 'mean'> & {
  readonly rows: Float64Array; // [n, d]
};

export function centred(rows: Numbers, n: number): Centred {
  const d = rows.length / n;
  const mean = new Float64Array(d);
  for (let i = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j] += rows[i * d + j] / n;
  const around = new Float64Array(n * d);
  const along = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const by = rows[i * d + j] - mean[j];
      around[i * d + j] = by;
      along[i] += by * mean[j];
    }
  }
  return { rows: around, along, mean: mean.reduce((sum, x) => sum + x * x, 0) };
}

/** Of rows [n, d], all in double precision. */
export function representationOf(rows: Numbers, n: number): Representation {
  const of = centred(rows, n);
  const d = rows.length / n;
  const gram = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += of.rows[i * d + k] * of.rows[j * d + k];
      gram[i * n + j] = sum;
      gram[j * n + i] = sum;
    }
  }
  return { n, gram, ...of };
}

/** Of what differs, in the whole: below this it is rounding of single precision, and the rows are all the same. */
const leastVariation = 1e-11;

/** Whether the rows differ at all: where they do not, nothing can be compared. */
export function varies({ n, gram, mean }: Representation): boolean {
  let variation = 0;
  for (let i = 0; i < n; i++) variation += gram[i * n + i];
  return variation > leastVariation * (variation + n * mean);
}

/** Inner products of the rows as they are, [n, n]. */
export function plainGram({ n, gram, along, mean }: Representation): Float64Array {
  const plain = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) plain[i * n + j] = gram[i * n + j] + along[i] + along[j] + mean;
  }
  return plain;
}

/** Row i is then what row (i + by) % n was. */
export function shifted(of: Representation, by: number): Representation {
  const { n, gram, along, rows } = of;
  const moved = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const from = ((i + by) % n) * n;
    for (let j = 0; j < n; j++) moved[i * n + j] = gram[from + ((j + by) % n)];
  }
  return {
    ...of,
    gram: moved,
    along: shiftedRows(along, n, by),
    rows: rows && shiftedRows(rows, n, by),
  };
}

/** Of rows [n, d]. */
export function shiftedRows(rows: Numbers, n: number, by: number): Float64Array {
  const d = rows.length / n;
  const moved = new Float64Array(rows.length);
  moved.set(rows.subarray(by * d));
  moved.set(rows.subarray(0, by * d), (n - by) * d);
  return moved;
}
