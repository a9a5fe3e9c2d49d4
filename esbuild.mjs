// Builds dist/: the command line, the compute process and the report page's script.
import { build, context } from 'esbuild';

const node = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  metafile: true,
  external: ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime-common'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
const page = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  minify: true,
  logLevel: 'warning',
  metafile: true,
  loader: { '.css': 'text' },
};

/** Every bundle that is built, by entry: the list that the wall test walks. */
export const bundles = [
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, outdir: 'dist', outExtension: { '.js': '.mjs' } },
  { ...node, entryPoints: { worker: 'src/worker/main.ts' }, outdir: 'dist', outExtension: { '.js': '.mjs' } },
  { ...page, entryPoints: { report: 'webview/page/report.ts' }, outdir: 'dist/webview' },
];

if (import.meta.url === `file://${process.argv[1]}`) {
  if (process.argv.includes('--watch')) {
    for (const options of bundles) await (await context(options)).watch();
  } else {
    await Promise.all(bundles.map((options) => build(options)));
  }
}
