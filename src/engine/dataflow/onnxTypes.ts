// Element types of ONNX as the runtime calls them, by their numbers in onnx.proto.

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'float32'],
  [2, 'uint8'],
  [3, 'int8'],
  [4, 'uint16'],
  [5, 'int16'],
  [6, 'int32'],
  [7, 'int64'],
  [8, 'string'],
  [9, 'bool'],
  [10, 'float16'],
  [11, 'float64'],
  [12, 'uint32'],
  [13, 'uint64'],
  [16, 'bfloat16'],
  [21, 'uint4'],
  [22, 'int4'],
]);

const NUMBERS = new Map([...NAMES].map(([number, name]) => [name, number]));

export const FLOAT32 = 1;
export const INT32 = 6;
export const INT64 = 7;
const STRING = 8;
const FLOATS: ReadonlySet<number> = new Set([1, 10, 11, 16]);

/** undefined: one that the runtime has no name for. */
export function typeNumber(name: string | undefined): number | undefined {
  return name === undefined ? undefined : NUMBERS.get(name);
}

export function typeName(type: number | undefined): string {
  return (type === undefined ? undefined : NAMES.get(type)) ?? 'no tensor of numbers';
}

export function isFloat(type: number): boolean {
  return FLOATS.has(type);
}

/** Whether it can be given and taken as float32 or int32. */
export function isNumeric(type: number | undefined): type is number {
  return type !== undefined && type !== STRING && NAMES.has(type);
}
