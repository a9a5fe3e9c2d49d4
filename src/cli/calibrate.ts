// calibrate: methods judged on models of which it is known how they compute; by default those that come along.
import { fileURLToPath } from 'node:url';
import type { CalibrateRequest } from '../protocol/calibration.ts';
import { type EngineUse, runInEngine } from './engine.ts';
import { deliver } from './handOut.ts';
import { machineOf } from './machine.ts';
import type { OutputOptions } from './output.ts';

export type CalibrateOptions = Omit<CalibrateRequest, 'truth' | 'scores' | 'methods'> &
  OutputOptions &
  EngineUse & {
    readonly truth?: string;
    readonly scores?: readonly string[];
    readonly methods?: string; // names between commas
  };

/** It lies in the package, beside the folder of the built command line. */
const bundled = fileURLToPath(new URL('../media/truth', import.meta.url));

/** Returns the exit code. */
export async function calibrateCommand(options: CalibrateOptions): Promise<number> {
  const { truth = bundled, scores, drawings, seed, resamples, level } = options;
  const { pairs, margin, fullMargin } = options;
  const methods = options.methods?.split(',').map((name) => name.trim());
  const request = {
    ...{ truth, scores, methods, drawings, seed, resamples, level, ...machineOf(options) },
    ...{ pairs, margin, fullMargin },
  };
  const run = () => runInEngine('calibrate', request, options);
  return deliver(options, { models: [truth], files: scores ?? [] }, run);
}
