// fleet: many checkpoints, or two families of them; and certificates of what it found.
import type { Ablation } from '../protocol/circuit.ts';
import { certificateFolder, writeCertificates } from './certificates.ts';
import { checkpointsOf } from './checkpoints.ts';
import { runInEngine } from './engine.ts';
import { UsageError } from './failure.ts';
import { handOut, type ReportOptions, runOptionsOf } from './handOut.ts';
import { soFarText } from './soFar.ts';

export type FleetOptions = ReportOptions & {
  readonly against?: readonly string[];
  readonly implementations?: number;
  readonly strength?: readonly number[];
  readonly ablation?: Ablation;
  /** A folder. */
  readonly certificates?: string;
  readonly force?: boolean;
};

/** Returns the exit code. */
export async function fleetCommand(words: readonly string[], options: FleetOptions) {
  const models = await checkpointsOf(words);
  const against = options.against && (await checkpointsOf(options.against));
  const all = [...models, ...(against ?? [])];
  if (all.length < 2) throw new UsageError('a fleet has two checkpoints or more; one is given');
  const { certificates: folder, force = false } = options;
  const request = { models, against, patching: patchingOf(options), ...runOptionsOf(options) };
  const run = (task: string) => runInEngine('fleet', { ...request, task }, options, soFarText);
  if (folder === undefined) return handOut(options, all, run);
  const inputs = { models: all, files: options.task === undefined ? [] : [options.task] };
  const checked = async (task: string) => {
    await certificateFolder(folder, inputs, force);
    return run(task);
  };
  return handOut(options, all, checked, [], (report, task) =>
    writeCertificates(
      { folder, models: all, task, inputs },
      report,
      runOptionsOf(options),
      options,
    ),
  );
}

function patchingOf({ against, implementations, strength, ablation }: FleetOptions) {
  const given = [implementations, strength, ablation].filter((each) => each !== undefined);
  if (given.length === 0) return undefined;
  if (against === undefined || implementations === undefined) {
    throw new UsageError(
      '--strength and --ablation are of --implementations, and these of two checkpoints: A --against B',
    );
  }
  return { implementations, strengths: strength, ablation };
}
