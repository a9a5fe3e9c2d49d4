// Numbers of independent libraries on small matrices (test/fixture/measures), kept in double precision.
import { readFileSync } from 'node:fs';
import {
  headerLength,
  LENGTH_BYTES,
  parseHeader,
} from '../../src/engine/checkpoint/safetensorsHeader.ts';
import { type Representation, representationOf } from '../../src/engine/measures/representation.ts';

const folder = new URL('../fixture/measures/', import.meta.url);

export type Matrix = {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
};

/** An oracle's numbers and its matrices, by name: "0.x". */
export function oracle<T>(name: string) {
  const numbers = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as T;
  return { numbers, matrices: matricesOf(new URL(`${name}.safetensors`, folder)) };
}

export function representation({ rows, data }: Matrix): Representation {
  return representationOf(data, rows);
}

export function transposed({ rows, columns, data }: Matrix): Matrix {
  const turned = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j];
  }
  return { rows: columns, columns: rows, data: turned };
}

function matricesOf(file: URL): ReadonlyMap<string, Matrix> {
  const bytes = new Uint8Array(readFileSync(file));
  const start =
    LENGTH_BYTES + headerLength(bytes.subarray(0, LENGTH_BYTES), bytes.length, file.pathname);
  const json = bytes.subarray(LENGTH_BYTES, start);
  const { entries } = parseHeader(json, bytes.length - start, file.pathname);
  return new Map(
    [...entries.values()].map(({ name, shape: [rows, columns], begin, end }) => {
      const data = new Float64Array(bytes.slice(start + begin, start + end).buffer);
      return [name, { rows, columns, data }];
    }),
  );
}
