// From the bytes of a pickle to the value that its program makes.

import { EngineError } from '../../core/error.ts';
import { grouped } from '../words.ts';
import { Cursor, MoreBytes } from './cursor.ts';
import { Machine, type World } from './machine.ts';
import { opcodes } from './opcodes.ts';
import type { Value } from './values.ts';

/** The largest public checkpoint files take under a million; optimizers' states treble that. */
const MAX_INSTRUCTIONS = 4_000_000;
const STOP = 0x2e;

export type Unpickled = {
  readonly value: Value;
  /** Bytes that it took. */
  readonly length: number;
  /** Of memory, all in all. */
  readonly held: number;
};

/**
 * Runs the first pickle in `bytes`; `what` it is, for people; `held`: of memory, by those before it. Throws MoreBytes
 * where it does not end.
 */
export function unpickled(bytes: Uint8Array, what: string, world: World, held = 0): Unpickled {
  const cursor = new Cursor(bytes, what);
  const machine = new Machine(cursor, world, held);
  for (let count = 0; count < MAX_INSTRUCTIONS; count++) {
    const code = cursor.u8();
    if (code === STOP) return { value: machine.pop(), length: cursor.at, held: machine.held };
    const step = opcodes.get(code);
    if (!step)
      throw machine.wrong(`has 0x${code.toString(16)}, which is no instruction that is read`);
    step(machine);
  }
  throw machine.tooLarge(`has over ${grouped(MAX_INSTRUCTIONS)} instructions, so many are allowed`);
}

/** The same where `bytes` are all that there is of it. */
export function unpickledWhole(bytes: Uint8Array, what: string, world: World): Value {
  try {
    return unpickled(bytes, what, world).value;
  } catch (error) {
    if (!(error instanceof MoreBytes)) throw error;
    const message = `the pickle of ${what} does not end after its ${grouped(bytes.length)} bytes`;
    throw new EngineError('file-format', message, {
      hint: 'It is damaged: download or save it again.',
    });
  }
}
