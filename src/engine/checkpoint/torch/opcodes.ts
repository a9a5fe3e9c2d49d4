// The instructions of pickle protocols 0 to 5, by the names of Python's pickletools. Left out are those for what
// only a running Python has: registered extensions (EXT1 to EXT4) and buffers out of band.
import { type Machine, OBJECT_BYTES } from './machine.ts';
import { Dict, type Value } from './values.ts';

type Step = (machine: Machine) => void;

const MAX_PROTOCOL = 5;

const steps: readonly (readonly [code: string | number, step: Step])[] = [
  [0x80, proto],
  [0x95, (m) => m.cursor.take(8)], // FRAME
  // the stack
  ['(', (m) => m.mark()],
  ['0', (m) => m.drop()],
  ['1', (m) => m.sinceMark()],
  ['2', (m) => m.push(m.top())],
  // the memo
  ['p', (m) => m.remember(lineNumber(m))],
  ['q', (m) => m.remember(m.cursor.u8())],
  ['r', (m) => m.remember(m.cursor.u32())],
  [0x94, (m) => m.rememberNext()],
  ['g', (m) => m.recall(lineNumber(m))],
  ['h', (m) => m.recall(m.cursor.u8())],
  ['j', (m) => m.recall(m.cursor.u32())],
  // values
  ['N', (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  ['I', (m) => number(m, m.cursor.decimal())],
  ['L', (m) => number(m, m.cursor.decimal())],
  ['J', (m) => m.push(m.cursor.i32())],
  ['K', (m) => m.push(m.cursor.u8())],
  ['M', (m) => m.push(m.cursor.u16())],
  [0x8a, (m) => number(m, m.cursor.long(m.cursor.u8()))],
  [0x8b, (m) => number(m, m.cursor.long(m.cursor.u32()))],
  ['F', (m) => m.pushNew(pythonFloat(m.cursor.line()))],
  ['G', (m) => m.pushNew(m.cursor.f64())],
  // texts and bytes
  ['S', (m) => text(m, unescaped(m.cursor.line().replace(/^(['"])(.*)\1$/s, '$2')))],
  ['V', (m) => text(m, unescaped(m.cursor.line()))],
  ['T', (m) => textOf(m, m.cursor.u32())],
  ['U', (m) => textOf(m, m.cursor.u8())],
  ['X', (m) => textOf(m, m.cursor.u32())],
  [0x8c, (m) => textOf(m, m.cursor.u8())],
  [0x8d, (m) => textOf(m, m.cursor.u64())],
  ['B', (m) => m.pushNew(m.cursor.take(m.cursor.u32()))],
  ['C', (m) => m.pushNew(m.cursor.take(m.cursor.u8()))],
  [0x8e, (m) => m.pushNew(m.cursor.take(m.cursor.u64()))],
  [0x96, (m) => m.pushNew(m.cursor.take(m.cursor.u64()))],
  // lists, tuples and sets, which are all lists here
  [']', (m) => m.pushNew([])],
  [')', (m) => m.pushNew([])],
  [0x8f, (m) => m.pushNew([])],
  ['l', (m) => listed(m, m.sinceMark())],
  ['t', (m) => listed(m, m.sinceMark())],
  [0x91, (m) => listed(m, m.sinceMark())],
  [0x85, (m) => listed(m, popped(m, 1))],
  [0x86, (m) => listed(m, popped(m, 2))],
  [0x87, (m) => listed(m, popped(m, 3))],
  ['a', (m) => append(m, popped(m, 1))],
  ['e', (m) => append(m, m.sinceMark())],
  [0x90, (m) => append(m, m.sinceMark())],
  // dicts
  ['}', (m) => m.pushNew(new Dict())],
  ['d', (m) => setItems(m, m.sinceMark(), new Dict())],
  ['s', (m) => setItems(m, popped(m, 2))],
  ['u', (m) => setItems(m, m.sinceMark())],
  // names and what is made of them
  ['c', (m) => named(m, m.cursor.line(), m.cursor.line())],
  [0x93, stackGlobal],
  ['R', reduce],
  ['i', inst],
  ['o', obj],
  [0x81, newObj],
  [0x92, newObjEx],
  ['b', build],
  ['P', (m) => m.pushNew(m.world.persistent(m.cursor.line()))],
  ['Q', (m) => m.pushNew(m.world.persistent(m.pop()))],
];

export const opcodes: ReadonlyMap<number, Step> = new Map(
  steps.map(([code, step]) => [typeof code === 'string' ? code.charCodeAt(0) : code, step]),
);

function proto(m: Machine): void {
  const version = m.cursor.u8();
  if (version > MAX_PROTOCOL)
    throw m.wrong(`is of protocol ${version}, ${MAX_PROTOCOL} is the last`);
}

function lineNumber(m: Machine): number {
  const index = Number(m.cursor.line());
  if (!Number.isSafeInteger(index)) throw m.wrong('counts by what is no number');
  return index;
}

function pythonFloat(line: string): number {
  return /inf/i.test(line) ? (line.startsWith('-') ? -Infinity : Infinity) : Number(line);
}

/** Large integers have their digits beside them. */
function number(m: Machine, value: number | bigint | boolean): void {
  m.pushNew(value, typeof value === 'bigint' ? 2 * OBJECT_BYTES : 0);
}

function text(m: Machine, value: string): void {
  m.pushNew(value, 2 * value.length);
}

function textOf(m: Machine, length: number): void {
  text(m, m.cursor.text(m.cursor.take(length)));
}

/** As repr() and raw-unicode-escape write what is not printable. */
function unescaped(line: string): string {
  return line.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U00((?:10|0[\da-fA-F])[\da-fA-F]{4})|([\\'"nrt]))/g,
    (all, x?: string, u?: string, long?: string, sign?: string) => {
      const code = x ?? u ?? long;
      if (code === undefined) return { n: '\n', r: '\r', t: '\t' }[sign ?? ''] ?? sign ?? all;
      return String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}

/** The last `count`, in their order. */
function popped(m: Machine, count: number): Value[] {
  return Array.from({ length: count }, () => m.pop()).reverse();
}

function listed(m: Machine, items: Value[]): void {
  m.pushNew(items, 16 * items.length);
}

function append(m: Machine, items: readonly Value[]): void {
  m.append(m.top(), items);
}

function setItems(m: Machine, items: readonly Value[], made?: Dict): void {
  if (made) m.pushNew(made);
  m.setItems(m.top(), items);
}

function stackGlobal(m: Machine): void {
  const [module, name] = popped(m, 2);
  if (typeof module !== 'string' || typeof name !== 'string')
    throw m.wrong('names by what is no text');
  named(m, module, name);
}

function named(m: Machine, module: string, name: string): void {
  m.pushNew(m.world.name(module, name), OBJECT_BYTES + 2 * (module.length + name.length));
}

function reduce(m: Machine): void {
  const [callee, args] = popped(m, 2);
  m.call(callee, args);
}

function inst(m: Machine): void {
  const of = m.world.name(m.cursor.line(), m.cursor.line());
  m.call(of, m.sinceMark());
}

function obj(m: Machine): void {
  const [of, ...args] = m.sinceMark();
  if (of === undefined) throw m.wrong('makes an object of nothing');
  m.call(of, args);
}

function newObj(m: Machine): void {
  const [of, args] = popped(m, 2);
  m.pushNew(m.world.create(of, args));
}

function newObjEx(m: Machine): void {
  const [of, args, named] = popped(m, 3);
  m.pushNew(m.world.create(of, [args, named]));
}

function build(m: Machine): void {
  const state = m.pop();
  m.build(m.top(), state);
}
