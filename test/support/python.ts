// Python text for tests: parsed by the real parser, read as structure and matched with fixtures.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { CallError } from '../../src/protocol/rpc.ts';
import {
  type JsonObject,
  type TensorFact,
  tooMuchFailure,
} from '../../src/protocol/sourceService.ts';
import { moduleClasses } from '../../src/source/moduleClass.ts';
import { type PythonParser, pythonParser } from '../../src/source/parser.ts';
import { type Program, programOf } from '../../src/source/program.ts';
import { structureOf } from '../../src/source/readings.ts';
import { sourceHandlers } from '../../src/source/service.ts';
import { patternText, type Structure, shapeText } from '../../src/source/structure.ts';
import { isTooMuch, workOf } from '../../src/source/work.ts';
import { readText } from '../../src/sourceProcess/readText.ts';
import type { PythonProcess } from '../../src/vscode/code/pythonProcess.ts';

const root = join(import.meta.dirname, '../..');
const wasm = (name: string) => readFileSync(join(root, 'node_modules', name));

function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export const parser: PythonParser = await pythonParser(
  wasm('web-tree-sitter/web-tree-sitter.wasm'),
  wasm('tree-sitter-python/tree-sitter-python.wasm'),
  usedMs,
);

const handlers = sourceHandlers(
  parser,
  (texts) => createHash('sha256').update(texts.join('')).digest('hex'),
  usedMs,
  readText,
);

/** The process's own handlers, asked across a copy as by messages. */
export const python: PythonProcess = {
  async call(method, params) {
    const handle = handlers[method] as (call: unknown, params: unknown) => Promise<never>;
    try {
      return structuredClone(await handle(undefined, structuredClone(params)));
    } catch (error) {
      throw isTooMuch(error) ? new CallError(tooMuchFailure) : error;
    }
  },
  pid: undefined,
  dispose: () => undefined,
};

/** Time is no matter in a test: only the count ends it. */
export const amount = () => workOf(() => 0, Number.POSITIVE_INFINITY, 50_000_000);

export function programFrom(files: Readonly<Record<string, string>>): Program {
  const parsed = Object.entries(files).map(([path, text]) => parser.parse(path, text)!);
  return programOf(parsed, amount());
}

/** The structure of the last class of modules in the text. */
export function structureFrom(text: string, config?: JsonObject): Structure {
  const program = programFrom({ 'model.py': text });
  return structureOf(program, moduleClasses(program).at(-1)!, config, amount());
}

/** "name [shape] line", the line counted from 1; "?" marks what is optional. */
export function tensorLines({ tensors }: Structure): readonly string[] {
  const read = tensors.filter(({ opaque }) => opaque !== 'unread');
  return read.map(({ path, shape, optional, opaque, lines }) => {
    const mark = opaque ? ' opaque' : optional ? ' ?' : '';
    return `${patternText(path)} ${shapeText(shape)}${mark} @${lines.at(-1)!.line + 1}`;
  });
}

/** Names and shapes of a safetensors file, sharded or not. */
export function tensorsOf(folder: string, files = ['model.safetensors']): readonly TensorFact[] {
  return files.flatMap((name) => {
    const bytes = readFileSync(join(folder, name));
    const length = Number(bytes.readBigUInt64LE(0));
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString()) as Record<
      string,
      { readonly shape: readonly number[] }
    >;
    return Object.entries(header)
      .filter(([tensor]) => tensor !== '__metadata__')
      .map(([tensor, { shape }]) => ({ name: tensor, shape }));
  });
}

export function configOf(folder: string): JsonObject {
  return JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8'));
}

export type InitCase = readonly [
  name: string,
  init: string,
  tensors: readonly string[],
  config?: JsonObject,
  before?: string,
];

/** The body of `__init__` begins at line 1; `before` stands above the class on line 0. */
export function checkInit([, init, tensors, config, before = '']: InitCase) {
  const head = `import torch.nn as nn; import torch\n${before}\nclass M(nn.Module):\n  def __init__(self, config, width=64):\n    super().__init__()\n`;
  const lines = init.split('\n').map((line) => `    ${line}`);
  const offset = head.split('\n').length - 1;
  const found = tensorLines(structureFrom(head + lines.join('\n'), config));
  const shown = found.map((line) => line.replace(/@(\d+)$/, (_, n) => `@${Number(n) - offset}`));
  expect(shown).toEqual(tensors);
}

export function named(cases: readonly InitCase[]) {
  return cases.map((row) => [row[0], row] as const);
}

/** A class of blocks with one matrix; stands above the class under test. */
export const block = `
class Block(nn.Module):
  def __init__(self, c, i=0): super().__init__(); self.a = nn.Linear(c.d, c.d, bias=False)
`.trim();
