// ONNX files for tests, byte by byte: what no exporter writes, too.

/** A field: its number, and a number (a varint), a text, bytes or the fields of a message. */
export type Field = readonly [
  number: number,
  value: number | bigint | string | Uint8Array | readonly Field[],
];

export function message(...fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  return joined(fields.map(encoded));
}

function encoded([number, value]: Field): Uint8Array {
  if (typeof value === 'number' || typeof value === 'bigint') {
    return joined([varint(number << 3), varint(value)]);
  }
  const bytes = bytesOf(value);
  return joined([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function bytesOf(value: string | Uint8Array | readonly Field[]): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  return value instanceof Uint8Array ? value : message(...value);
}

export function varint(value: number | bigint): Uint8Array {
  if (value >= 0 && value < 0x80) return Uint8Array.of(Number(value));
  const bytes: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0));
    if (rest <= 0x7fn) return Uint8Array.from(bytes);
  }
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

export const floats = (values: readonly number[]) =>
  new Uint8Array(Float32Array.from(values).buffer);

export const int64s = (values: readonly (number | bigint)[]) =>
  new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

/** A TensorProto of float32 in raw bytes. */
export function weight(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): readonly Field[] {
  return [...dims.map((d) => [1, d] as const), [2, 1], [8, name], [9, floats(values)]];
}

/** One of whole numbers, as shapes and indices are. */
export function integers(name: string, values: readonly number[]): readonly Field[] {
  return [
    [1, values.length],
    [2, 7],
    [8, name],
    [9, int64s(values)],
  ];
}

/** One whose data lie elsewhere. */
export function external(
  name: string,
  dims: readonly number[],
  words: Readonly<Record<string, string>>,
): readonly Field[] {
  const entries = Object.entries(words).map(
    ([key, value]): Field => [
      13,
      [
        [1, key],
        [2, value],
      ],
    ],
  );
  return [...dims.map((d) => [1, d] as const), [2, 1], [8, name], ...entries, [14, 1]];
}

export type Attribute = number | string | readonly number[] | { readonly field: Field };

export function node(
  op: string,
  takes: readonly string[],
  gives: readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
  domain = '',
): readonly Field[] {
  return [
    ...takes.map((name) => [1, name] as const),
    ...gives.map((name) => [2, name] as const),
    [4, op],
    ...Object.entries(attributes).map(([name, value]): Field => [5, [[1, name], ...valued(value)]]),
    ...(domain === '' ? [] : [[7, domain] as const]),
  ];
}

function valued(value: Attribute): readonly Field[] {
  if (typeof value === 'number')
    return [
      [3, value],
      [20, 2],
    ];
  if (typeof value === 'string')
    return [
      [4, value],
      [20, 3],
    ];
  if ('field' in value) return [value.field, [20, KINDS[value.field[0]]]];
  return [...value.map((i) => [8, i] as const), [20, 7]];
}

/** AttributeProto.AttributeType by the field that has the value. */
const KINDS: Readonly<Record<number, number>> = { 5: 4, 6: 5, 11: 10, 10: 9 };

/** A ValueInfoProto of a tensor; texts are names of sizes, undefined ones have none. */
export function value(
  name: string,
  dims: readonly (number | string | undefined)[],
  type = 1,
): readonly Field[] {
  const shape = dims.map((dim): Field => {
    if (dim === undefined) return [1, []];
    return [1, [typeof dim === 'number' ? [1, dim] : [2, dim]]];
  });
  return [
    [1, name],
    [
      2,
      [
        [
          1,
          [
            [1, type],
            [2, shape],
          ],
        ],
      ],
    ],
  ];
}

export type Parts = {
  readonly nodes?: readonly (readonly Field[])[];
  readonly weights?: readonly (readonly Field[])[];
  readonly inputs?: readonly (readonly Field[])[];
  readonly outputs?: readonly (readonly Field[])[];
  /** Of the graph, after the others. */
  readonly more?: readonly Field[];
};

export function graphFields({
  nodes,
  weights,
  inputs,
  outputs,
  more = [],
}: Parts): readonly Field[] {
  return [
    ...(nodes ?? []).map((fields): Field => [1, fields]),
    [2, 'g'],
    ...(weights ?? []).map((fields): Field => [5, fields]),
    ...(inputs ?? []).map((fields): Field => [11, fields]),
    ...(outputs ?? []).map((fields): Field => [12, fields]),
    ...more,
  ];
}

/** A ModelProto; `more` are further fields of it. */
export function modelBytes(
  parts: Parts,
  {
    opset = 17,
    irVersion = 8,
    more = [],
  }: { opset?: number; irVersion?: number; more?: readonly Field[] } = {},
): Uint8Array<ArrayBuffer> {
  return message([1, irVersion], [2, 'tests'], [7, graphFields(parts)], [8, [[2, opset]]], ...more);
}

/** x -> MatMul w -> Add b -> y, of 2 and 3 numbers. */
export const plain: Parts = {
  nodes: [node('MatMul', ['x', 'w'], ['h']), node('Add', ['h', 'b'], ['y'])],
  weights: [weight('w', [2, 3], [1, 2, 3, 4, 5, 6]), weight('b', [3], [0.5, -0.5, 0])],
  inputs: [value('x', ['n', 2])],
  outputs: [value('y', ['n', 3])],
};
