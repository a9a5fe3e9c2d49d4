// The kinds of package, and what each ships of the numerical runtimes. They are not bundled: the
// compute process imports them by name, and Node finds them in dist/node_modules.

/** `parts`: npm package -> the files and folders of it that go along.
 * @typedef {{ readonly name: string, readonly target?: string, readonly budget: number,
 *   readonly parts: Readonly<Record<string, readonly string[]>> }} Kind */

/** Bytes of the .vsix file. */
const budget = { native: 35e6, universal: 16e6 };

// CUDA and TensorRT are not among npm's files. Of the two equal libraries for macOS, the binding
// links this one. That Windows does without DirectML and dxcompiler has not been tried.
const windows = ['onnxruntime.dll', 'DirectML.dll', 'dxcompiler.dll', 'dxil.dll'];
const libraries = {
  'linux-x64': ['libonnxruntime.so.1'],
  'linux-arm64': ['libonnxruntime.so.1'],
  'darwin-arm64': ['libonnxruntime.1.dylib'],
  'win32-x64': windows,
  'win32-arm64': windows,
};

/** @type {readonly Kind[]} */
export const kinds = [
  ...Object.entries(libraries).map(([target, files]) => native(target, files)),
  {
    name: 'universal',
    budget: budget.universal,
    parts: {
      'onnxruntime-common': ['package.json', 'dist/esm'],
      'onnxruntime-web': [
        'package.json',
        'dist/ort.node.min.mjs',
        'dist/ort-wasm-simd-threaded.mjs',
        'dist/ort-wasm-simd-threaded.wasm',
      ],
    },
  },
];

/** @returns {Kind} */
function native(target, shared) {
  const [system, processor] = target.split('-');
  const code = ['index', 'backend', 'binding', 'version'].map((name) => `dist/${name}.js`);
  const binaries = ['onnxruntime_binding.node', ...shared].map(
    (name) => `bin/napi-v6/${system}/${processor}/${name}`,
  );
  return {
    name: target,
    target,
    budget: budget.native,
    parts: {
      'onnxruntime-common': ['package.json', 'dist/cjs'],
      'onnxruntime-node': ['package.json', ...code, ...binaries],
    },
  };
}
