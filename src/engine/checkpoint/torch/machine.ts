// The machine that a pickle is a program for. It builds data and never calls anything: what an instruction would
// call, construct or look up is handed to a `World`, which knows a closed list of names.
import { EngineError } from '../../core/error.ts';
import { grouped, oneLine } from '../words.ts';
import type { Cursor } from './cursor.ts';
import { Dict, Global, Instance, isTensor, type Value } from './values.ts';

/** Throws where the pickle has then taken more bytes than are allowed. */
export type Spend = (bytes: number) => void;

/** What the instructions that reach out of the machine come to. All throw EngineError where it is not allowed. */
export interface World {
  /** A name is said, and nothing done with it yet. */
  name(module: string, name: string): Global;
  /** A function or class is called: REDUCE, INST, OBJ. `spend` is told first what it may copy. */
  call(callee: Value, args: Value, spend: Spend): Value;
  /** An object is made without its constructor: NEWOBJ. */
  create(of: Value, args: Value): Value;
  /** What lies outside of the pickle. */
  persistent(id: Value): Value;
}

/** Of memory, as roughly counted; of a tensor some 1,800 bytes. What looks for the model takes as much again. */
const MAX_HELD_BYTES = 96 << 20;
/** Of places where a value is remembered: pickles number them as they go. */
const MAX_MEMO = 4_000_000;
/** A place in a list and on the stack; the object itself; both as V8 has them. */
const SLOT_BYTES = 16;
export const OBJECT_BYTES = 96;
/** More of a tensor: its shape, its steps and where they lie. */
const TENSOR_BYTES = 400;
/** A place in the copy of a list. */
const PLACE_BYTES = 8;
/** Of a dict: its key and value, and once more by name when the model is looked for. */
const MEMBER_BYTES = 160;

/**
 * The most that a call looks through and makes of what it is given. The memo gives it the same again for three bytes
 * of the file, so this bounds time as well as memory. What is small its own object pays for.
 */
export function callBytes(args: readonly Value[]): number {
  const bytes = args.reduce<number>((sum, arg) => sum + PLACE_BYTES + copyBytes(arg), 0);
  return bytes > OBJECT_BYTES ? bytes : 0;
}

function copyBytes(value: Value): number {
  if (Array.isArray(value)) return PLACE_BYTES * value.length;
  if (value instanceof Dict) return MEMBER_BYTES * value.size;
  return typeof value === 'string' ? 2 * value.length : 0;
}

export class Machine {
  readonly cursor: Cursor;
  readonly world: World;
  readonly #stack: Value[] = [];
  readonly #marks: number[] = [];
  readonly #memo: Value[] = [];
  #memoised = 0;
  #held: number;

  /** `held`: what pickles before it in the file have taken, and still take. */
  constructor(cursor: Cursor, world: World, held: number) {
    this.cursor = cursor;
    this.world = world;
    this.#held = held;
  }

  get held(): number {
    return this.#held;
  }

  push(value: Value): void {
    this.#spend(SLOT_BYTES);
    this.#stack.push(value);
  }

  /** Something that takes memory of its own; a text or bytes, that many more. */
  pushNew(value: Value, bytes = 0): void {
    this.#spend(OBJECT_BYTES + bytes);
    this.#stack.push(value);
  }

  pop(): Value {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.wrong(BARE);
    return this.#stack.pop()!;
  }

  top(): Value {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.wrong(BARE);
    return this.#stack[this.#stack.length - 1];
  }

  /** POP takes a mark, too, where nothing lies on it. */
  drop(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  mark(): void {
    this.#spend(SLOT_BYTES);
    this.#marks.push(this.#stack.length);
  }

  /** What lies above the last mark, which is taken away with it. */
  sinceMark(): Value[] {
    const from = this.#marks.pop();
    if (from === undefined) throw this.wrong('ends a list that it has not begun');
    return this.#stack.splice(from);
  }

  remember(index: number): void {
    if (index > MAX_MEMO) throw this.wrong('remembers more than it can have made');
    this.#spend(SLOT_BYTES);
    if (this.#memo[index] === undefined) this.#memoised++;
    this.#memo[index] = this.top();
  }

  rememberNext(): void {
    this.remember(this.#memoised);
  }

  recall(index: number): void {
    const value = this.#memo[index];
    if (value === undefined) throw this.wrong('uses what it has not made');
    this.push(value);
  }

  append(target: Value, items: readonly Value[]): void {
    this.#spend(SLOT_BYTES * items.length);
    if (Array.isArray(target)) for (const item of items) target.push(item);
    else if (target instanceof Instance) {
      for (const item of items) target.items.set(target.items.size, item);
    } else throw this.wrong('adds to what is no list');
  }

  /** Keys and values in turn. */
  setItems(target: Value, items: readonly Value[]): void {
    this.#spend(MEMBER_BYTES * (items.length / 2));
    const dict = target instanceof Instance ? target.items : target;
    if (!(dict instanceof Dict) || items.length % 2 !== 0) throw this.wrong('sets what is no dict');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
  }

  /** BUILD: the attributes of an object. Those of data are not kept, as the `_metadata` of a state dict. */
  build(target: Value, state: Value): void {
    if (target instanceof Instance) target.state = state;
    else if (target instanceof Global) {
      const message = `${this.cursor.what} would change ${oneLine(target.path)}`;
      throw new EngineError('file-unsafe', message, { hint: 'Nothing of it was run.' });
    } else if (typeof target !== 'object' || target === null)
      throw this.wrong('gives a number state');
  }

  wrong(found: string): EngineError {
    const message = `${this.cursor.what} ${found} (at byte ${grouped(this.cursor.at)})`;
    return new EngineError('file-format', message, {
      hint: 'It is damaged or no file of torch.save: download or save it again.',
    });
  }

  tooLarge(found: string): EngineError {
    return new EngineError('file-unsafe', `${this.cursor.what} ${found}`, {
      hint: 'Save the state_dict of the model alone.',
    });
  }

  call(callee: Value, args: Value): void {
    const made = this.world.call(callee, args, (bytes) => this.#spend(bytes));
    this.pushNew(made, isTensor(made) ? TENSOR_BYTES : 0);
  }

  #spend(bytes: number): void {
    this.#held += bytes;
    if (this.#held <= MAX_HELD_BYTES) return;
    throw this.tooLarge(
      `makes more than ${grouped(MAX_HELD_BYTES)} bytes of data, so many are allowed`,
    );
  }
}

const BARE = 'takes what is not there';
