// What a group of an HDF5 file holds: names and the addresses of objects (format specification, III.A, C, D and IV.A.2.g).
import { denseObjects, LINK_RECORD } from './dense.ts';
import { type Fields, textOf } from './fields.ts';
import { MESSAGE, type Message } from './object.ts';
import type { Pages } from './pages.ts';

export type Link = { readonly name: string; readonly address: number };

/** A tree of so many levels holds more than any file. */
const DEEPEST_TREE = 16;
const SYMBOL_BYTES = 40;
/** Of one group; the largest models of Keras have some 10,000 in all. */
const MOST_LINKS = 100_000;
/** Names are of some 20 letters. */
const LONGEST_NAME = 4096;

/** Links to objects in the file; soft and external ones are left out, for nothing outside is opened. */
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

/** One link; none where it leads elsewhere than to an object. */
function readLink(fields: Fields): Link[] {
  fields.skip(1);
  const flags = fields.u8();
  const type = flags & 0x08 ? fields.u8() : 0;
  if (flags & 0x04) fields.skip(8); // when it was made
  if (flags & 0x10) fields.skip(1); // ASCII or UTF-8
  const name = fields.text(fields.sized(1 << (flags & 3)));
  const address = type === 0 ? fields.address() : undefined;
  return address === undefined ? [] : [{ name, address }];
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
      entry.skip(20);
      if (offset >= names.length) throw entry.wrong('names something beyond its names');
      if (links.length >= MOST_LINKS) throw entry.wrong(`holds over ${MOST_LINKS} members`);
      if (address !== undefined && kind !== 2) {
        links.push({ name: textOf(names.subarray(offset, offset + LONGEST_NAME)), address });
      }
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
