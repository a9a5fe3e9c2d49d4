// A ModelProto from its first to its last field: the graph, what says how to read it, and words about it.
import { grouped } from '../words.ts';
import { type GraphProto, readFunction, readGraph } from './graphProto.ts';
import type { Span } from './tensorProto.ts';
import { BYTES, type Field, MAX_TEXT_BYTES, VARINT, type Walk } from './walk.ts';

/** Exporters write under ten, people some more. */
const MAX_METADATA = 1_000;
/** ONNX's own operators and those of a handful of others. */
const MAX_OPSETS = 100;

export type ModelProto = {
  readonly graph: GraphProto;
  /** Functions that the file brings along. */
  readonly functions: readonly GraphProto[];
  /** Of ONNX's own operators. */
  readonly opset: number;
  readonly producer: string;
  readonly metadata: ReadonlyMap<string, string>;
  /** opset_import and functions, which belong to every part of the graph. */
  readonly shared: readonly { readonly field: number; readonly piece: Span }[];
};

type Draft = {
  graph: GraphProto | undefined;
  readonly functions: GraphProto[];
  irVersion: number;
  opset: number;
  opsets: number;
  producer: string;
  version: string;
  readonly metadata: Map<string, string>;
  readonly shared: { readonly field: number; readonly piece: Span }[];
};

export async function readModel(walk: Walk): Promise<ModelProto> {
  const draft: Draft = {
    graph: undefined,
    functions: [],
    irVersion: 0,
    opset: 0,
    opsets: 0,
    producer: '',
    version: '',
    metadata: new Map(),
    shared: [],
  };
  await walk.each(0, walk.size, 'the file', (field) => note(walk, draft, field));
  const { graph, functions, irVersion, opset, metadata, shared } = draft;
  if (!graph || irVersion === 0) {
    const lacks = graph ? 'version' : 'graph';
    return walk.fail('file-format', `is not ONNX, or truncated: it has no ${lacks}`);
  }
  const producer = [draft.producer, draft.version].filter((word) => word !== '').join(' ');
  return { graph, functions, opset, producer, metadata, shared };
}

async function note(walk: Walk, draft: Draft, field: Field): Promise<void> {
  const { number } = field;
  switch (number) {
    case 1:
      walk.expect(field, VARINT, 'its version');
      draft.irVersion = field.value;
      return;
    case 2:
      draft.producer = walk.text(field, 'the name of what made it');
      return;
    case 3:
      draft.version = walk.text(field, 'the version of what made it');
      return;
    case 7:
      walk.expect(field, BYTES, 'its graph');
      if (draft.graph) walk.fail('file-format', 'has two graphs');
      draft.graph = await readGraph(walk, field);
      return;
    case 8:
      walk.expect(field, BYTES, 'an operator set');
      await noteOpset(walk, draft, field);
      draft.shared.push({ field: number, piece: { begin: field.begin, end: field.end } });
      return;
    case 14:
      walk.expect(field, BYTES, 'a word about it');
      return noteMetadata(walk, draft, field);
    case 25:
      walk.expect(field, BYTES, 'a function');
      draft.functions.push(await readFunction(walk, field));
      draft.shared.push({ field: number, piece: { begin: field.begin, end: field.end } });
  }
}

async function noteOpset(walk: Walk, draft: Draft, { begin, end }: Span): Promise<void> {
  if (++draft.opsets > MAX_OPSETS) {
    walk.fail('file-unsafe', `imports over ${MAX_OPSETS} operator sets`);
  }
  let domain = '';
  let version = 0;
  await walk.each(begin, end, 'an operator set', (field) => {
    if (field.number === 1) domain = walk.text(field, 'the domain of an operator set');
    if (field.number === 2) version = field.value;
  });
  if (domain === '' || domain === 'ai.onnx') draft.opset = Math.max(draft.opset, version);
}

async function noteMetadata(walk: Walk, draft: Draft, { begin, end }: Span): Promise<void> {
  if (draft.metadata.size === MAX_METADATA) {
    walk.fail('file-unsafe', `has over ${grouped(MAX_METADATA)} words about it`);
  }
  let key = '';
  let value = '';
  await walk.each(begin, end, 'a word about it', (field) => {
    const bytes = field.end - field.begin;
    const isLong = bytes > MAX_TEXT_BYTES;
    if (field.number === 1) key = walk.text(field, 'the key of a word about it');
    if (field.number !== 2) return;
    value = isLong ? `(${grouped(bytes)} bytes)` : walk.text(field, 'a word about it');
  });
  draft.metadata.set(key, value);
}
