// Values of two tensors at the same places.

export type Values = {
  readonly rows: number;
  readonly columns: number;
  readonly a: Float64Array; // [rows, columns]
  readonly b: Float64Array;
};

export function noValues(rows: number, columns: number): Values {
  const none = () => new Float64Array(rows * columns);
  return { rows, columns, a: none(), b: none() };
}
