// HDF5 as Keras and h5py write it: the tree of groups, with their texts, and where the numbers of each dataset lie.
// Libraries hold the whole file in memory (jsfive as one ArrayBuffer, h5wasm in its heap), and a model may have
// gigabytes: so headers alone are read here, by the format's specification, version 3.0.

import { type Dtype, dtypes } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import type { HeldSource } from '../held.ts';
import type { Storage } from '../storage.ts';
import { grouped, quoted } from '../words.ts';
import { type Attribute, readAttribute } from './attributes.ts';
import { type Datatype, readDatatype, readShape } from './datatype.ts';
import { ATTRIBUTE_RECORD, denseObjects } from './dense.ts';
import type { Fields } from './fields.ts';
import { readFilters } from './filters.ts';
import { Heaps } from './heap.ts';
import { readLayout } from './layout.ts';
import { readLinks } from './links.ts';
import { MESSAGE, type Message, readMessages } from './object.ts';
import { Pages } from './pages.ts';
import { followed, MOST_LETTERS, pathFrom } from './softLinks.ts';
import { rootOf } from './superblock.ts';

export type Hdf5Attributes = ReadonlyMap<string, Attribute>;

export type Hdf5Dataset = {
  /** "model_weights/conv1/kernel". */
  readonly path: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly bytes: number;
  readonly storage: Storage;
  readonly attributes: Hdf5Attributes;
};

export type Hdf5 = {
  /** By path; the root is "". */
  readonly groups: ReadonlyMap<string, Hdf5Attributes>;
  readonly datasets: ReadonlyMap<string, Hdf5Dataset>;
  readonly headerBytes: number;
  /** What is there and not read, a sentence each. */
  readonly notes: readonly string[];
  /** Of them, those of what lies in other files. */
  readonly elsewhere: readonly string[];
};

/** Groups and datasets; the largest models of Keras have some 10,000. */
const MOST_OBJECTS = 100_000;
/** Keras' groups nest to about 12, a nested model in a nested model. */
const DEEPEST = 64;

export async function openHdf5(source: HeldSource): Promise<Hdf5> {
  const pages = new Pages(source);
  const walk = new Walk(pages);
  await walk.object('', await rootOf(pages), 0);
  const { groups, datasets, notes, elsewhere } = walk;
  const led = followed(walk, source.path);
  return {
    groups: new Map([...groups, ...led.groups]),
    datasets: new Map([...datasets, ...led.datasets]),
    headerBytes: pages.bytes,
    notes: [...notes, ...led.notes, ...elsewhere],
    elsewhere,
  };
}

class Walk {
  readonly #pages: Pages;
  readonly #heaps: Heaps;
  /** Groups; what a second name leads to is not walked again. */
  readonly #seen = new Set<number>();
  readonly groups = new Map<string, Hdf5Attributes>();
  readonly datasets = new Map<string, Hdf5Dataset>();
  /** By the path of a group, the names in it. */
  readonly members = new Map<string, string[]>();
  /** By the path of a soft link, where it leads. */
  readonly links = new Map<string, string>();
  readonly notes: string[] = [];
  readonly elsewhere: string[] = [];
  #letters = 0; // of all paths: what is long stands in all below it

  constructor(pages: Pages) {
    this.#pages = pages;
    this.#heaps = new Heaps(pages);
  }

  async object(path: string, address: number, depth: number): Promise<void> {
    if (depth > DEEPEST) throw this.#unsafe(`groups nested deeper than ${DEEPEST}`);
    if (this.groups.size + this.datasets.size >= MOST_OBJECTS) {
      throw this.#unsafe(`over ${grouped(MOST_OBJECTS)} groups and tensors`);
    }
    this.#letters += path.length;
    if (this.#letters > MOST_LETTERS) {
      throw this.#unsafe(`names of over ${grouped(MOST_LETTERS)} letters`);
    }
    if (this.groups.has(path) || this.datasets.has(path)) {
      const message = `${this.#pages.source.path} holds ${quoted(path)} twice`;
      throw new EngineError('file-format', message, { hint: 'It is damaged: save it again.' });
    }
    const messages = await readMessages(this.#pages, address);
    const attributes = await this.#attributes(messages);
    if (messages.some(({ type }) => type === MESSAGE.layout)) {
      return this.#dataset(path, messages, attributes);
    }
    if (this.#seen.has(address)) return;
    this.#seen.add(address);
    this.groups.set(path, attributes);
    const links = await readLinks(this.#pages, messages);
    this.members.set(
      path,
      links.map(({ name }) => name),
    );
    for (const { name, to } of links) {
      const inside = path === '' ? name : `${path}/${name}`;
      if ('address' in to) await this.object(inside, to.address, depth + 1);
      else if (to.file === undefined) this.#link(inside, pathFrom(path, to.path));
      else this.elsewhere.push(outside(inside, to.file));
    }
  }

  #link(path: string, to: string): void {
    if (this.links.size >= MOST_OBJECTS) throw this.#unsafe(`over ${grouped(MOST_OBJECTS)} links`);
    this.links.set(path, to);
  }

  async #attributes(messages: readonly Message[]): Promise<Hdf5Attributes> {
    const attributes = new Map<string, Attribute>();
    const add = async (fields: Fields) => {
      const [name, value] = await readAttribute(fields, this.#heaps);
      attributes.set(name, value);
    };
    for (const { type, isShared, fields } of messages) {
      if (type === MESSAGE.attribute && !isShared) await add(fields());
      if (type !== MESSAGE.attributeInfo) continue;
      const info = fields();
      info.skip(1);
      if (info.u8() & 1) info.skip(2); // the order of attributes
      const [heap, tree] = [info.address(), info.address()];
      if (heap === undefined || tree === undefined) continue;
      for await (const each of denseObjects(this.#pages, heap, tree, ATTRIBUTE_RECORD)) {
        await add(each);
      }
    }
    return attributes;
  }

  #dataset(path: string, messages: readonly Message[], attributes: Hdf5Attributes): void {
    const where = `${quoted(path)} of ${this.#pages.source.path}`;
    const one = (type: number, what: string) => {
      const found = messages.find((message) => message.type === type);
      if (found && !found.isShared) return found.fields();
      const why = found ? `keeps its ${what} elsewhere, which is not read` : `has no ${what}`;
      throw new EngineError('file-format', `${where} ${why}`);
    };
    const filtering = messages.find(({ type }) => type === MESSAGE.filters);
    const type = readDatatype(one(MESSAGE.datatype, 'type'));
    const shape = readShape(one(MESSAGE.dataspace, 'shape'));
    if (!shape || type.kind === 'text' || type.kind === 'longText') {
      this.notes.push(`${quoted(path)} holds ${shape ? 'texts' : 'nothing'} and is left out.`);
      return;
    }
    if (messages.some((message) => message.type === MESSAGE.externalFiles)) {
      throw new EngineError('file-unsafe', `${where} keeps its numbers in another file`, {
        hint: 'Nothing outside the file is opened: save it in one.',
      });
    }
    const dtype = dtypeOf(type, attributes);
    const filters = filtering ? readFilters(filtering.fields()) : [];
    const tensor = { name: path, dtype, shape, filters };
    const layout = readLayout(one(MESSAGE.layout, 'layout'), this.#pages, tensor);
    this.datasets.set(path, { path, dtype, shape, attributes, ...layout });
  }

  #unsafe(found: string): EngineError {
    return new EngineError(
      'file-unsafe',
      `${this.#pages.source.path} has ${found}, so many are allowed`,
    );
  }
}

function outside(path: string, file: string): string {
  return `${quoted(path)} leads into another file, ${quoted(file)}, which is not opened: copy what it leads to into this one.`;
}

type Numbers = Extract<Datatype, { readonly dtype: Dtype }>;

/** HDF5 has no bfloat16: as Keras writes it the bytes are opaque, and an attribute says what they are. */
function dtypeOf(type: Numbers, attributes: Hdf5Attributes): Dtype {
  const isBf16 = type.kind === 'other' && type.bytes === 2;
  return isBf16 && attributes.get('dtype') === 'bfloat16' ? dtypes.get('BF16')! : type.dtype;
}
