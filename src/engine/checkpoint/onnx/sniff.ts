// Is a file a ModelProto? Protobuf has no magic number: what tells are the numbers and kinds of its first fields.
import type { Look } from '../look.ts';
import { BYTES, VARINT } from './walk.ts';

/** The kinds of ModelProto's fields by their numbers. */
const KINDS: ReadonlyMap<number, number> = new Map([
  [1, VARINT], // ir_version
  [2, BYTES], // producer_name
  [3, BYTES],
  [4, BYTES],
  [5, VARINT], // model_version
  [6, BYTES],
  [7, BYTES], // graph
  [8, BYTES], // opset_import
  [14, BYTES],
  [20, BYTES],
  [25, BYTES],
  [26, BYTES],
]);
/** A tag and a number. */
const HEAD = 20;
/** What stands before the graph, words about the model among it. */
const MOST_FIELDS = 200;
/** Fifteen years' worth; the others that begin so have larger ones or no graph. */
const LAST_IR_VERSION = 50;

/** By what is in it, whatever it is called; one that is cut short within its graph still counts. */
export async function isOnnx(look: Look): Promise<boolean> {
  let hasVersion = false;
  let hasGraph = false;
  for (let at = 0, i = 0; at < look.size && i < MOST_FIELDS; i++) {
    const head = await look.read(at, HEAD);
    const tag = varint(head, 0);
    if (!tag || KINDS.get(tag.value >> 3) !== tag.value % 8) return false;
    const number = varint(head, tag.next);
    if (!number) return false;
    if (tag.value >> 3 === 1) {
      hasVersion = number.value > 0 && number.value <= LAST_IR_VERSION;
      if (!hasVersion) return false;
    }
    hasGraph ||= tag.value >> 3 === 7;
    if (hasVersion && hasGraph) return true;
    at += number.next + (tag.value % 8 === BYTES ? number.value : 0);
  }
  return false;
}

function varint(
  bytes: Uint8Array,
  from: number,
): { readonly value: number; readonly next: number } | undefined {
  let value = 0;
  for (let i = 0, scale = 1; i < 10 && from + i < bytes.length; i++, scale *= 128) {
    value += (bytes[from + i] & 0x7f) * scale;
    if (bytes[from + i] < 0x80) return { value, next: from + i + 1 };
  }
  return undefined;
}
