// Builds dist/: the command line, the compute process, the extension, and the pages.
import { copyFileSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { isMain } from './scripts/isMain.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

/** How code for Node is bundled; scripts/runTs.mjs uses it too.
 * @type {import('esbuild').BuildOptions} */
export const node = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  mainFields: ['module', 'main'], // jsonc-parser's main does not bundle
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  metafile: true,
  external: ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime-common', '@tensorflow/tfjs-node'],
  // TensorFlow.js would fetch files with it: nothing here does.
  alias: { 'node-fetch': './src/platform/noFetch.ts' },
  define: { __dirname: '"."' }, // its WebAssembly asks where it lies, and is told by setWasmPaths
  outExtension: { '.js': '.mjs' },
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
/** @type {import('esbuild').BuildOptions} */
const page = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: true,
  logLevel: 'warning',
  metafile: true,
};

/** VS Code's own extensions are CommonJS still, and older forks know nothing else.
 * @type {import('esbuild').BuildOptions} */
export const host = {
  ...node,
  format: 'cjs',
  external: ['vscode'],
  alias: {},
  define: {},
  outExtension: { '.js': '.cjs' },
  banner: {},
};

/** TensorFlow.js is a bundle of its own: 2 MB, which nobody waits for who has no such model.
 * @type {import('esbuild').Plugin} */
const tensorflowApart = {
  name: 'tensorflow-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/tensorflowJs\.ts$/ }, () => ({
      path: './tensorflowJs.mjs',
      external: true,
    })),
};
/** @type {import('esbuild').BuildOptions} */
const withoutTensorflow = { ...node, plugins: [tensorflowApart] };

/** @typedef {{ readonly in: string, readonly out: string }} Entry */

/** Every bundle that is built, by entry: the list that the wall test walks.
 * @type {readonly (import('esbuild').BuildOptions & { entryPoints: Entry[] })[]} */
export const bundles = [
  { ...withoutTensorflow, entryPoints: [{ in: 'src/cli/main.ts', out: 'cli' }], outdir: 'dist' },
  {
    ...withoutTensorflow,
    entryPoints: [{ in: 'src/worker/main.ts', out: 'worker' }],
    outdir: 'dist',
  },
  {
    ...node,
    entryPoints: [{ in: 'src/platform/tensorflowJs.ts', out: 'tensorflowJs' }],
    outdir: 'dist',
    minify: true,
    sourcemap: false,
  },
  { ...host, entryPoints: [{ in: 'src/vscode/main.ts', out: 'extension' }], outdir: 'dist' },
  // A process of the extension host's, begun only where a model's Python file is shown.
  { ...node, entryPoints: [{ in: 'src/sourceProcess/main.ts', out: 'python' }], outdir: 'dist' },
  {
    ...page,
    entryPoints: [
      { in: 'webview/page/comparison.ts', out: 'comparison' },
      { in: 'webview/host/panel.css', out: 'comparison' },
    ],
    outdir: 'dist/webview',
  },
  {
    ...page,
    entryPoints: [
      { in: 'webview/page/checkpoint.ts', out: 'checkpoint' },
      { in: 'webview/host/checkpoint.css', out: 'checkpoint' },
    ],
    outdir: 'dist/webview',
  },
  {
    ...page,
    entryPoints: [
      { in: 'webview/page/checkpointDiff.ts', out: 'checkpointDiff' },
      { in: 'webview/host/checkpoint.css', out: 'checkpointDiff' },
    ],
    outdir: 'dist/webview',
  },
  {
    ...page,
    entryPoints: [
      { in: 'webview/page/report.ts', out: 'report' },
      { in: 'webview/host/style.css', out: 'report' },
    ],
    outdir: 'dist/webview',
  },
];

/** What is copied as it is. */
export const assets = [
  'node_modules/web-tree-sitter/web-tree-sitter.wasm',
  'node_modules/tree-sitter-python/tree-sitter-python.wasm',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm',
  'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm',
];

/** @param {string} folder that the bundles lie in */
export function copyAssets(folder = join(root, 'dist')) {
  mkdirSync(folder, { recursive: true });
  for (const path of assets) copyFileSync(join(root, path), join(folder, basename(path)));
}

/** Takes a fraction of a second, so it is done always: nothing can be stale. */
export async function buildAll() {
  copyAssets();
  await Promise.all(bundles.map((options) => build(options)));
}

if (isMain(import.meta.url)) {
  if (process.argv.includes('--watch')) {
    copyAssets();
    for (const options of bundles) await (await context(options)).watch();
  } else {
    await buildAll();
  }
}
