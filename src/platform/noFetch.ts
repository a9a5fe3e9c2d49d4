// In place of node-fetch, which TensorFlow.js brings along to load models from the network (esbuild.mjs).

export function noFetch(): never {
  throw new Error('Congruity uses no network');
}
