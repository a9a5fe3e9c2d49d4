// What this installation computes with, and whether it computes right. Leaf.
import type { MachineOptions } from './runOptions.ts';

export type DoctorRequest = MachineOptions;

export type DoctorView = {
  readonly runtime: string;
  readonly runtimeNote: string | null;
  /** What computes models of Keras and TensorFlow.js, or why nothing does. */
  readonly tensorflow: string;
  readonly threads: number;
  readonly node: string;
  readonly platform: string;
  readonly matmulGflops: number; // f32, 1024 x 1024 x 1024
  readonly devices: {
    /** What the system tells of, by name. */
    readonly adapters: readonly string[];
    /** Why none is used; null: one can be. */
    readonly problem: string | null;
    readonly api: string | null; // "WebGPU"
    readonly matmulGflops: number | null;
    readonly memoryBytes: number; // that a run may take there
  };
  readonly memory: { readonly totalBytes: number; readonly budgetBytes: number };
  readonly cache: {
    readonly folder: string | null; // null: no cache
    readonly bytes: number;
    readonly capBytes: number;
    readonly problem: string | null;
  };
  readonly checks: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly detail: string;
  }[];
};
