// Which form of torch.save a file has, by what is in it; its ending alone says too little, for .bin and .ckpt are
// many programs'.
import { EngineError } from '../../core/error.ts';
import { beginsLike } from '../beginsLike.ts';
import type { Look } from '../look.ts';
import { beginsLikeSafetensors } from '../safetensors.ts';
import { namesInZip } from '../zipNames.ts';
import { isTorchArchive } from './archive.ts';

export type Form = 'archive' | 'pickle' | 'tar';

/** As people call them; of these a file that is damaged is told of as what it was to be. */
export const ENDING = /\.(?:pt|pth|pth\.tar|bin|ckpt|pkl|pickle)$/i;
const HEAD_BYTES = 512;
const PROTO = 0x80;
/** Protocols 0 and 1 have no beginning of their own: a mark, a name, an empty dict or list. */
const OLD_BEGINNINGS = ['(', 'c', '}', ']'].map((sign) => sign.charCodeAt(0));
/** The number that legacy files begin with, as protocols 0 and 1 write it. */
const MAGIC_LINE = 'L119547037146038801333356L\n';
/** Where tar archives say what they are. */
const TAR_MARK = 257;

export async function formOf(look: Look, name: string): Promise<Form | undefined> {
  const head = await look.read(0, HEAD_BYTES);
  const isCalledSo = ENDING.test(name);
  if (textAt(head, 0, 4) === 'PK\x03\x04') {
    const names = await namesInZip(look);
    return isTorchArchive(names) || (isCalledSo && names.length === 0) ? 'archive' : undefined;
  }
  if (beginsLikeSafetensors(head)) return undefined;
  if (head[0] === PROTO && head[1] >= 2 && head[1] <= 5) return 'pickle';
  if (textAt(head, 0, MAGIC_LINE.length) === MAGIC_LINE) return 'pickle';
  if (!isCalledSo) return undefined;
  if (textAt(head, TAR_MARK, 5) === 'ustar') return 'tar';
  return OLD_BEGINNINGS.includes(head[0]) ? 'pickle' : undefined;
}

function textAt(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}

const AGAIN = 'It is damaged or of another program: download or save it again.';

/** The error for a file that is called so and has none of these forms. */
export function noTorchFile(path: string, head: Uint8Array): EngineError {
  const isZip = textAt(head, 0, 2) === 'PK';
  const { is, hint } = (isZip ? undefined : beginsLike(head)) ?? {
    is: `no file of torch.save: it ${isZip ? 'is a zip archive without data.pkl' : 'begins neither as a zip archive nor as a pickle'}`,
    hint: AGAIN,
  };
  const found = head.length === 0 ? 'empty (0 bytes)' : is;
  return new EngineError('file-format', `${path} is ${found}`, { hint });
}
