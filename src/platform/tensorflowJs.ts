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

export function plainTensorflow(): Tf & { readonly version: string } {
  core.enableProdMode();
  setWasmPaths(wasmFolder() + sep);
  return { ...core, ...layers, ...converter, version: version_wasm };
}

/** Beside the bundle in a package, in its npm package otherwise. */
function wasmFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  if (existsSync(join(here, 'tfjs-backend-wasm.wasm'))) return here;
  return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}
