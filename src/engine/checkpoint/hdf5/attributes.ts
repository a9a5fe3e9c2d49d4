// Attributes of an object of an HDF5 file, those of them that are texts (format specification, IV.A.2.m).
import { count } from '../../core/tensor.ts';
import { readDatatype, readShape } from './datatype.ts';
import type { Fields } from './fields.ts';
import type { Heaps } from './heap.ts';

/** A text, or a list of texts; of other attributes nothing is known but that they are there. */
export type Attribute = string | readonly string[] | undefined;

/** More texts than a list of names has. */
const MOST_TEXTS = 100_000;

export async function readAttribute(
  fields: Fields,
  heaps: Heaps,
): Promise<readonly [name: string, value: Attribute]> {
  const version = fields.u8();
  if (version < 1 || version > 3) throw fields.wrong(`has an attribute of version ${version}`);
  const flags = fields.u8();
  const sizes = [fields.u16(), fields.u16(), fields.u16()]; // of name, type, shape
  if (version === 3) fields.skip(1);
  const [name, type, shape] = sizes.map((size) => {
    const part = fields.part(size);
    if (version === 1) fields.skip(Math.min(Math.ceil(size / 8) * 8 - size, fields.left));
    return part;
  });
  const called = name.text(name.left);
  if (version > 1 && (flags & 3) !== 0) return [called, undefined]; // its type or shape stands elsewhere
  return [called, await attributeValue(type, shape, fields, heaps)];
}

async function attributeValue(
  type: Fields,
  shape: Fields,
  data: Fields,
  heaps: Heaps,
): Promise<Attribute> {
  const { kind, bytes } = readDatatype(type);
  const dims = readShape(shape);
  if (dims === undefined || (kind !== 'text' && kind !== 'longText')) return undefined;
  const texts = count(dims);
  if (texts > MOST_TEXTS) throw data.wrong(`has an attribute of ${texts} texts`);
  const values: string[] = [];
  for (let i = 0; i < texts; i++) {
    values.push(kind === 'text' ? data.text(bytes) : await heaps.text(data.part(bytes)));
  }
  return dims.length === 0 ? values[0] : values;
}
