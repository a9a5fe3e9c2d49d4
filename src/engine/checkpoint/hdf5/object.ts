// An object of an HDF5 file, a group or a dataset, as its header has it: messages (format specification, IV.A).
import type { Fields } from './fields.ts';
import type { Pages } from './pages.ts';

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  fillValue: 0x05,
  link: 0x06,
  externalFiles: 0x07,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export type Message = {
  readonly type: number;
  /** It stands in another object's header: a named type. */
  readonly isShared: boolean;
  /** Makes fields of it, from its beginning. */
  readonly fields: () => Fields;
};

/** The most of one object: an attribute is one, and optimizers have some hundred. */
const MOST_MESSAGES = 10_000;

type Block = { readonly address: number; readonly bytes: number };
type MessageHead = { readonly type: number; readonly size: number; readonly flags: number };

export async function readMessages(pages: Pages, address: number): Promise<readonly Message[]> {
  const what = `the object at ${address}`;
  const first = (await pages.fields(address, 1, what)).u8();
  return first === 1 ? oldMessages(pages, address, what) : newMessages(pages, address, what);
}

async function oldMessages(pages: Pages, address: number, what: string): Promise<Message[]> {
  const head = await pages.fields(address, 16, what);
  head.skip(8); // version, number of messages, which continuations change, links to it
  const blocks: Block[] = [{ address: address + 16, bytes: head.u32() }];
  return messagesOf(blocks, async (block) => ({
    fields: await pages.fields(block.address, block.bytes, what),
    next: (fields) => {
      if (fields.left < 8) return undefined;
      const [type, size, flags] = [fields.u16(), fields.u16(), fields.u8()];
      fields.skip(3);
      return { type, size, flags };
    },
  }));
}

async function newMessages(pages: Pages, address: number, what: string): Promise<Message[]> {
  const prefix = await pages.fields(address, 6, what);
  prefix.expect('OHDR');
  const version = prefix.u8();
  if (version !== 2) throw prefix.wrong(`has version ${version}, 1 and 2 are read`);
  const flags = prefix.u8();
  const before = (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0); // times; when to store otherwise
  const width = 1 << (flags & 3);
  const sizes = await pages.fields(address + 6 + before, width, what);
  const blocks: Block[] = [
    { address: address + 6 + before + width, bytes: sizes.sized(width) + 4 }, // and a checksum
  ];
  const orderBytes = flags & 0x04 ? 2 : 0;
  return messagesOf(blocks, async (block) => {
    const isFirst = block === blocks[0];
    const fields = await pages.fields(block.address, block.bytes, what);
    if (!isFirst) fields.expect('OCHK');
    return {
      fields,
      next: (from) => {
        if (from.left < 4 + 4 + orderBytes) return undefined; // a gap, and the checksum
        const head = { type: from.u8(), size: from.u16(), flags: from.u8() };
        from.skip(orderBytes);
        return head;
      },
    };
  });
}

type Opened = {
  readonly fields: Fields;
  readonly next: (fields: Fields) => MessageHead | undefined;
};

/** Of all blocks; continuations add to the list of them. */
async function messagesOf(
  blocks: Block[],
  open: (block: Block) => Promise<Opened>,
): Promise<Message[]> {
  const messages: Message[] = [];
  for (const block of blocks) {
    const { fields, next } = await open(block);
    for (let head = next(fields); head; head = next(fields)) {
      const { type, size, flags } = head;
      if (size > fields.left) break; // a gap at the end of the block
      if (messages.length + blocks.length > MOST_MESSAGES) {
        throw fields.wrong(`has over ${MOST_MESSAGES} messages, so many are allowed`);
      }
      const own = fields.part(size);
      if (type === MESSAGE.continuation) {
        const [address, bytes] = [own.address(), own.u64()];
        if (address === undefined) throw own.wrong('goes on nowhere');
        blocks.push({ address, bytes });
      } else {
        messages.push({ type, isShared: (flags & 2) !== 0, fields: () => own.again() });
      }
    }
  }
  return messages;
}
