// A TensorProto: what it is called, and where its elements lie. None of them is read.
import { bytesOf, type Dtype } from '../../core/dtype.ts';
import { count } from '../../core/tensor.ts';
import { grouped, quoted, shapeText } from '../words.ts';
import {
  DOUBLE_DATA,
  FLOAT_DATA,
  type OnnxType,
  onnxTypes,
  STRING_DATA,
  STRINGS,
} from './types.ts';
import { BYTES, type Field, VARINT, type Walk } from './walk.ts';

/** As safetensors. */
const MAX_RANK = 64;
/** location, offset, length, checksum, basepath. */
const MAX_EXTERNAL_ENTRIES = 16;

/** Bytes [begin, end) of the file. */
export type Span = { readonly begin: number; readonly end: number };

/** What external_data says, as it says it. */
export type External = ReadonlyMap<string, string>;

export type TensorProto = {
  readonly name: string;
  /** In onnx.proto. */
  readonly type: number;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  /** The message. */
  readonly span: Span;
  /** In another file; else `data` says where. */
  readonly external: External | undefined;
  /** One run of little-endian elements, or, with a field, the elements in fields of this number in `span`. */
  readonly data: Span & { readonly field?: number };
};

/** Elements that are no raw bytes: the first run of them, and how many there are at most. */
type Typed = Span & {
  readonly wire: number;
  readonly number: number;
  runs: number;
  most: number;
};

/** What a message says, field by field. */
type Draft = {
  name: string;
  type: number;
  readonly shape: number[];
  raw: Span | undefined;
  typed: Typed | undefined;
  isExternal: boolean;
  readonly external: Map<string, string>;
};

/** Reads the message; `named` says what it is called where it has no name of its own. */
export async function readTensor(
  walk: Walk,
  span: Span,
  what: string,
  named?: string,
): Promise<TensorProto> {
  const draft: Draft = {
    name: '',
    type: 0,
    shape: [],
    raw: undefined,
    typed: undefined,
    isExternal: false,
    external: new Map(),
  };
  await walk.each(span.begin, span.end, what, (field) => note(walk, draft, field, what));
  const name = named ?? draft.name;
  const label = name === '' ? what : `tensor ${quoted(name)}`;
  const found = onnxTypes.get(draft.type);
  if (!found) {
    const names = [...onnxTypes.values()].map(({ dtype }) => dtype.name).join(', ');
    const gives = `gives ${label} the unknown type ${draft.type}; known are ${names}`;
    return walk.fail('file-format', gives, 'The file is damaged, or of a newer format.');
  }
  const { shape, type } = draft;
  checkShape(walk, shape, found.dtype, label);
  const { dtype } = found;
  if (draft.isExternal) {
    return { name, type, dtype, shape, span, external: draft.external, data: span };
  }
  const data = dataOf(walk, draft, found, span, label);
  return { name, type, dtype, shape, span, external: undefined, data };
}

function note(walk: Walk, draft: Draft, field: Field, what: string): Promise<void> | void {
  switch (field.number) {
    case 1:
      return walk.numbers(field, draft.shape, MAX_RANK, `the shape of ${what}`);
    case 2:
      walk.expect(field, VARINT, `the type of ${what}`);
      draft.type = field.value;
      return;
    case 4:
    case 5:
    case 6:
    case 7:
    case 10:
    case 11:
      return noteTyped(walk, draft, field, what);
    case 8:
      draft.name = walk.text(field, `the name of ${what}`);
      return;
    case 9:
      walk.expect(field, BYTES, `the data of ${what}`);
      draft.raw = { begin: field.begin, end: field.end };
      return;
    case 13:
      draft.isExternal = true;
      return noteExternal(walk, draft, field, what);
    case 14:
      // Whichever of several a runtime takes: one that says so is enough.
      draft.isExternal ||= field.value !== 0;
  }
}

function noteTyped(walk: Walk, draft: Draft, field: Field, what: string): void {
  const { number, wire, begin, end } = field;
  draft.typed ??= { begin, end, wire, number, runs: 0, most: 0 };
  const { typed } = draft;
  if (typed.number !== number) walk.fail('file-format', `gives ${what} its data in two ways`);
  typed.runs++;
  typed.most += wire === BYTES && number !== STRING_DATA ? (end - begin) / leastBytes(number) : 1;
}

/** Of an element in such a field. */
function leastBytes(field: number): number {
  if (field === DOUBLE_DATA) return 8;
  return field === FLOAT_DATA ? 4 : 1;
}

async function noteExternal(walk: Walk, draft: Draft, field: Field, what: string): Promise<void> {
  const where = `where the data of ${what} lie`;
  walk.expect(field, BYTES, where);
  if (draft.external.size === MAX_EXTERNAL_ENTRIES) {
    walk.fail('file-unsafe', `says ${where} in over ${MAX_EXTERNAL_ENTRIES} words`);
  }
  let key = '';
  let value = '';
  await walk.each(field.begin, field.end, where, (part) => {
    if (part.number === 1) key = walk.text(part, where);
    if (part.number === 2) value = walk.text(part, where);
  });
  if (draft.external.has(key)) walk.fail('file-format', `says ${quoted(key)} of ${what} twice`);
  draft.external.set(key, value);
}

function checkShape(walk: Walk, shape: readonly number[], dtype: Dtype, label: string): void {
  if (shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    // An empty tensor with a dimension that cannot be is damaged too.
    const elements = count(shape.map((length) => Math.max(length, 1)));
    if (Number.isSafeInteger(elements) && Number.isSafeInteger(elements * dtype.bytes)) return;
  }
  walk.fail(
    'file-format',
    `lists ${label} of shape ${shapeText(shape)}, whose elements cannot be counted`,
  );
}

function dataOf(
  walk: Walk,
  { raw, typed, type, shape }: Draft,
  { dtype, field }: OnnxType,
  span: Span,
  label: string,
): TensorProto['data'] {
  const lists = `lists ${label} of shape ${shapeText(shape)} and type ${dtype.name}`;
  const fail = (found: string) => walk.fail('file-format', `${lists}, ${found}`);
  if (raw && typed) return fail('and gives its data in two ways');
  if (!raw && !typed) return count(shape) === 0 ? { begin: 0, end: 0 } : fail('without data');
  const needed = bytesFor(dtype, shape);
  const run = raw ?? (typed && isRun(typed) ? typed : undefined);
  if (typed && typed.number !== field) {
    return fail(`whose data are in field ${typed.number} instead of ${field}`);
  }
  if (type === STRINGS) return raw ? fail('whose data are raw bytes') : { ...span, field };
  if (run) {
    const bytes = run.end - run.begin;
    if (bytes === needed) return { begin: run.begin, end: run.end };
    return fail(`with ${grouped(bytes)} bytes instead of ${grouped(needed)}`);
  }
  const most = typed?.most ?? 0;
  if (most >= Math.ceil(count(shape) / dtype.perBlock)) return { ...span, field };
  return fail(`with ${grouped(most)} elements at most`);
}

/** Little-endian numbers, one after the other. */
function isRun({ runs, wire, number }: Typed): boolean {
  return runs === 1 && wire === BYTES && (number === FLOAT_DATA || number === DOUBLE_DATA);
}

/** Bytes of so many elements: the last block may be partly filled. */
export function bytesFor(dtype: Dtype, shape: readonly number[]): number {
  return bytesOf(dtype, Math.ceil(count(shape) / dtype.perBlock) * dtype.perBlock);
}
