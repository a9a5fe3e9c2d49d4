// TensorFlow.js without native parts: a bundle of its own (esbuild.mjs), for which only those wait who run such a model.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import * as converter from '@tensorflow/tfjs-converter';
import * as core from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import type { Tf } from './tensorflowBackend.ts';

const WASM = 'wasm';
/** What WebAssembly said that nobody has asked for yet. */
const said: string[] = [];
let hasEnded = false;

export type PlainTf = Tf & {
  readonly version: string;
  /** What WebAssembly complained of since this was last asked: its results are worth nothing then. */
  readonly complaints: () => readonly string[];
};

export async function plainTensorflow(): Promise<PlainTf> {
  core.enableProdMode();
  setWasmPaths(wasmFolder() + sep);
  if (hasEnded) afresh();
  await startListening();
  return { ...core, ...layers, ...converter, version: version_wasm, complaints };
}

/** An operation that fails says so on the console alone, and gives what lay in the memory. */
async function startListening(): Promise<void> {
  const { warn, error } = console;
  console.warn = (...words: unknown[]) => void said.push(words.join(' '));
  console.error = console.warn; // the module keeps the one that it finds as it starts
  try {
    await core.setBackend(WASM);
  } finally {
    Object.assign(console, { warn, error });
  }
}

function complaints(): readonly string[] {
  const all = said.splice(0);
  hasEnded ||= all.some((line) => line.startsWith('Aborted'));
  return all;
}

/** One that ended computes nothing any more. */
function afresh(): void {
  const factory = core.findBackendFactory(WASM);
  core.removeBackend(WASM);
  core.registerBackend(WASM, factory);
  hasEnded = false;
}

/** Beside the bundle in a package, in its npm package otherwise. */
function wasmFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(here, 'tfjs-backend-wasm.wasm'))) return here;
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}
