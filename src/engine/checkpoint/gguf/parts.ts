// A GGUF file that was split: NAME-00001-of-00003.gguf and so on, each with a header of its own; the first has all
// metadata. Any of them may be opened; they are read in their order.
import { EngineError } from '../../core/error.ts';
import { beginsLike, TELLING_BYTES } from '../beginsLike.ts';
import type { HeldFiles, HeldSource } from '../held.ts';
import { checkShards } from '../sharded.ts';
import { grouped, oneLine, quoted } from '../words.ts';
import { DAMAGED, MAX_HEADER_BYTES } from './bytes.ts';
import { type Header, isGguf, MAX_TENSORS, readHeader } from './header.ts';
import type { StoredMetadata } from './metadata.ts';

export type Part = Header & { readonly source: HeldSource; readonly file: string };

/** What the name of a part says, as llama.cpp's gguf-split writes it; undefined: it is a whole. */
export function partOf(file: string): NamedPart | undefined {
  const found = /^(.+)-(\d{5})-of-(\d{5})(\.gguf)$/i.exec(file);
  if (!found) return undefined;
  const [stem, number, count, ending] = [found[1], Number(found[2]), Number(found[3]), found[4]];
  return number >= 1 && number <= count ? { stem, number, count, ending } : undefined;
}

type NamedPart = {
  readonly stem: string;
  readonly number: number;
  readonly count: number;
  /** In the letters that it has. */
  readonly ending: string;
};

/** Opens the file, or where its name says that it is a part, all parts from the first on. */
export async function openParts(held: HeldFiles, path: string): Promise<readonly Part[]> {
  const { files } = held;
  const named = partOf(files.base(path));
  const count = named?.count ?? 1;
  const names = named ? namesOf(named) : [files.base(path)];
  const paths = named ? await checkShards(files, files.parent(path), names, path) : [path];
  const parts: Part[] = [];
  for (const [i, one] of paths.entries()) {
    const part = await openPart(held, one);
    checkSplit(one, part, i, count);
    parts.push(part);
    checkRoom(path, parts);
  }
  checkTensors(path, parts);
  return parts;
}

/** At most 99,999, of which checkShards lets few through. */
function namesOf({ stem, count, ending }: NamedPart): string[] {
  const five = (number: number) => String(number).padStart(5, '0');
  return Array.from(
    { length: count },
    (_, i) => `${stem}-${five(i + 1)}-of-${five(count)}${ending}`,
  );
}

async function openPart(held: HeldFiles, path: string): Promise<Part> {
  const source = await held.open(path);
  const head = await source.read(0, Math.min(TELLING_BYTES, source.size));
  const like = isGguf(head) ? undefined : beginsLike(head);
  if (like) throw new EngineError('file-format', `${path} is ${like.is}`, { hint: like.hint });
  const read = (from: number, to: number) => source.readEarly(from, to - from);
  return { ...(await readHeader(read, source.size, path)), source, file: held.files.base(path) };
}

/** The metadata of a part must say what its name says. */
function checkSplit(path: string, { metadata }: Part, index: number, count: number): void {
  const saidCount = said(path, metadata, 'split.count') || 1; // gguf-split writes 0 where it joins parts
  const saidIndex = said(path, metadata, 'split.no') ?? 0;
  if (saidCount === count && saidIndex === index) return;
  const found = `${path} says that it is part ${saidIndex + 1} of ${saidCount}`;
  const named = count === 1 ? 'is not called so' : `is called part ${index + 1} of ${count}`;
  throw new EngineError('file-format', `${found}, and ${named}`, {
    hint: 'Give the parts the names that they had, as model-00001-of-00003.gguf, or join them with gguf-split.',
  });
}

function said(path: string, metadata: StoredMetadata, key: string): number | undefined {
  const value = metadata.get(key);
  if (value === undefined || typeof value === 'number') return value;
  const found = `${path} says ${key} ${oneLine(metadata.shown(key))}`;
  throw new EngineError('file-format', `${found}, and a number is allowed`, { hint: DAMAGED });
}

function checkRoom(path: string, parts: readonly Part[]): void {
  const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
  const tensors = parts.reduce((sum, { entries }) => sum + entries.length, 0);
  if (bytes <= MAX_HEADER_BYTES && tensors <= MAX_TENSORS) return;
  const found = `${grouped(bytes)} bytes of headers and ${grouped(tensors)} tensors`;
  const allowed = `${grouped(MAX_HEADER_BYTES)} and ${grouped(MAX_TENSORS)}`;
  const message = `${path} and its parts have ${found}; ${allowed} are allowed`;
  throw new EngineError('file-unsafe', message);
}

function checkTensors(path: string, parts: readonly Part[]): void {
  if (parts.length > 1) checkDistinct(path, parts); // within a file its header was checked
  const found = parts.reduce((sum, { entries }) => sum + entries.length, 0);
  const all = said(path, parts[0].metadata, 'split.tensors.count') ?? found;
  if (all === found) return;
  const message = `${path} says ${all} tensors in all parts, they hold ${found}`;
  throw new EngineError('file-format', message, { hint: 'Download the parts again.' });
}

function checkDistinct(path: string, parts: readonly Part[]): void {
  const places = new Map<string, string>();
  for (const { file, entries } of parts) {
    for (const { name } of entries) {
      const other = places.get(name);
      if (other !== undefined) {
        const message = `${path}: tensor ${quoted(name)} is in ${quoted(other)} and in ${quoted(file)}`;
        throw new EngineError('file-format', message, { hint: 'Download the parts again.' });
      }
      places.set(name, file);
    }
  }
}
