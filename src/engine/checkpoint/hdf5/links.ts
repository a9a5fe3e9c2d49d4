// What a group of an HDF5 file holds: names and the addresses of objects (format specification, III.A, C, D and IV.A.2.g).
import { denseObjects, LINK_RECORD } from './dense.ts';
import { type Fields, textOf } from './fields.ts';
import { MESSAGE, type Message } from './object.ts';
import type { Pages } from './pages.ts';

export type Link = { readonly name: string; readonly to: Target };

/** An object of this file; or a path, in this file or in another one. */
export type Target =
  | { readonly address: number }
  | { readonly path: string; readonly file: string | undefined };

/** A tree of so many levels holds more than any file. */
const DEEPEST_TREE = 16;
const SYMBOL_BYTES = 40;
/** What an entry says of itself: it is a soft link, whose path stands among the names. */
const SOFT_ENTRY = 2;
/** Of one group; the largest models of Keras have some 10,000 in all. */
const MOST_LINKS = 100_000;
/** Names are of some 20 letters. */
const LONGEST_NAME = 4096;

export async function readLinks(pages: Pages, messages: readonly Message[]): Promise<Link[]> {
  const links: Link[] = [];
  for (const { type, fields } of messages) {
    if (type === MESSAGE.symbolTable) links.push(...(await tableLinks(pages, fields())));
    if (type === MESSAGE.link) links.push(...readLink(fields()));
    if (type === MESSAGE.linkInfo) links.push(...(await denseLinks(pages, fields())));
  }
  return links;
}

async function denseLinks(pages: Pages, fields: Fields): Promise<Link[]> {
  fields.skip(1);
  if (fields.u8() & 1) fields.skip(8); // the order of links
  const [heap, tree] = [fields.address(), fields.address()];
  if (heap === undefined || tree === undefined) return [];
  const links: Link[] = [];
  for await (const link of denseObjects(pages, heap, tree, LINK_RECORD)) {
    links.push(...readLink(link));
  }
  return links;
}

/** Kinds of links. */
const [HARD, SOFT, EXTERNAL] = [0, 1, 64];

/** One link; none where it leads nowhere, or in a way that a program has to know. */
function readLink(fields: Fields): Link[] {
  fields.skip(1);
  const flags = fields.u8();
  const type = flags & 0x08 ? fields.u8() : 0;
  if (flags & 0x04) fields.skip(8); // when it was made
  if (flags & 0x10) fields.skip(1); // ASCII or UTF-8
  const name = fields.text(fields.sized(1 << (flags & 3)));
  const to = targetOf(type, fields);
  return to ? [{ name, to }] : [];
}

function targetOf(type: number, fields: Fields): Target | undefined {
  if (type === HARD) {
    const address = fields.address();
    return address === undefined ? undefined : { address };
  }
  if (type !== SOFT && type !== EXTERNAL) return undefined;
  const value = fields.bytes(fields.u16());
  if (type === SOFT) return { path: shortText(value), file: undefined };
  const end = value.indexOf(0, 1); // after its version: the name of the file, NUL, the path
  return { file: shortText(value.subarray(1)), path: shortText(value.subarray(end + 1)) };
}

function shortText(bytes: Uint8Array): string {
  return textOf(bytes.subarray(0, LONGEST_NAME));
}

async function tableLinks(pages: Pages, fields: Fields): Promise<Link[]> {
  const [tree, heap] = [fields.address(), fields.address()];
  if (tree === undefined || heap === undefined) return [];
  const head = await pages.fields(heap, 32, `the names at ${heap}`);
  head.expect('HEAP');
  head.skip(4);
  const [bytes, , start] = [head.u64(), head.skip(8), head.address()];
  if (start === undefined) throw head.wrong('lie nowhere');
  const names = (await pages.fields(start, bytes, `the names at ${start}`)).bytes(bytes);
  const links: Link[] = [];
  for await (const node of leaves(pages, tree, DEEPEST_TREE)) {
    const entries = await pages.fields(node, 8, `the group at ${node}`);
    entries.expect('SNOD');
    entries.skip(2);
    const entry = await pages.fields(
      node + 8,
      entries.u16() * SYMBOL_BYTES,
      `the group at ${node}`,
    );
    while (entry.left > 0) {
      const [offset, address, kind] = [entry.u64(), entry.address(), entry.u32()];
      const [, path] = [entry.skip(4), entry.u32()];
      entry.skip(12);
      const isSoft = kind === SOFT_ENTRY;
      if (offset >= names.length || (isSoft && path >= names.length)) {
        throw entry.wrong('names something beyond its names');
      }
      if (links.length >= MOST_LINKS) throw entry.wrong(`holds over ${MOST_LINKS} members`);
      const name = shortText(names.subarray(offset));
      if (isSoft)
        links.push({ name, to: { path: shortText(names.subarray(path)), file: undefined } });
      else if (address !== undefined) links.push({ name, to: { address } });
    }
  }
  return links;
}

/** The leaves of a tree of names. */
async function* leaves(pages: Pages, node: number, deepest: number): AsyncGenerator<number> {
  const head = await pages.fields(node, 24, `the tree at ${node}`);
  head.expect('TREE');
  const [type, level, used] = [head.u8(), head.u8(), head.u16()];
  if (type !== 0 || level > deepest) throw head.wrong('is none of names');
  const entries = await pages.fields(node + 24, used * 16, `the tree at ${node}`);
  for (let i = 0; i < used; i++) {
    entries.skip(8);
    const child = entries.address();
    if (child === undefined) throw entries.wrong('has a branch that leads nowhere');
    if (level === 0) yield child;
    else yield* leaves(pages, child, level - 1);
  }
}
