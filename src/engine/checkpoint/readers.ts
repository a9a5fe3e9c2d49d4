// Every container that is read, the preferred ones first.
import { adapterReader } from './adapter/adapter.ts';
import type { Reader } from './container.ts';
import { gguf } from './gguf/gguf.ts';
import { hdf5, keras } from './keras/keras.ts';
import { npy } from './numpy/npy.ts';
import { npz } from './numpy/npz.ts';
import { onnx } from './onnx/onnx.ts';
import { safetensors } from './safetensors.ts';
import { sharded } from './sharded.ts';
import { tfjs } from './tfjs/tfjs.ts';
import { shardedTorch, torch } from './torch/torch.ts';

const models: readonly Reader[] = [
  gguf,
  torch,
  shardedTorch,
  sharded,
  safetensors,
  onnx,
  keras,
  hdf5,
  tfjs,
  npz,
  npy,
];

export const readers: readonly Reader[] = [adapterReader(models), ...models];
