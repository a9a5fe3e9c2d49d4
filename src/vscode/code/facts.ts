// What is known of a checkpoint: its tensors and its config, from the compute process.
import type { Uri } from 'vscode';
import { keepLatest } from '../../protocol/latest.ts';
import type { JsonObject, TensorFact } from '../../protocol/sourceService.ts';
import { isWeightFile } from '../../protocol/weightFiles.ts';
import type { VsCode } from '../vsCode.ts';
import type { CodePorts } from './ports.ts';

export type CheckpointFacts = {
  readonly path: string;
  readonly tensors: readonly TensorFact[];
  readonly config: JsonObject | undefined;
  /** When the file or folder was last written, ms since 1970. */
  readonly writtenAt: number;
};

/** They cross to the process with each look at a file; of some of them no class is told. */
const mostTensors = 20_000;
const mostKept = 32;

export interface Checkpoints {
  /** undefined: it is gone, or cannot be read; why is in the log. */
  facts(path: string): Promise<CheckpointFacts | undefined>;
}

export function checkpointFacts(vscode: VsCode, ports: CodePorts): Checkpoints {
  const kept = new Map<string, CheckpointFacts>();

  return {
    async facts(path) {
      const writtenAt = await writtenLast(vscode, vscode.Uri.file(path));
      if (writtenAt === undefined) return undefined;
      const known = kept.get(path);
      if (known?.writtenAt === writtenAt) return known;
      try {
        const { tensors } = await ports.inspect(path);
        if (tensors.length > mostTensors) {
          ports.log.debug(`${path}: too many tensors to match with code`);
          return undefined;
        }
        const config = (await ports.config(path)) ?? undefined;
        const facts = { path, tensors, config, writtenAt };
        keepLatest(kept, path, facts, mostKept);
        return facts;
      } catch (error) {
        ports.log.debug(`${path}: ${String(error)}`);
        return undefined;
      }
    },
  };
}

/** A folder counts as written when its newest file was. */
async function writtenLast(
  { workspace, FileType, Uri }: VsCode,
  uri: Uri,
): Promise<number | undefined> {
  const stat = await workspace.fs.stat(uri).then(undefined, () => undefined); // not there
  if (stat === undefined || (stat.type & FileType.Directory) === 0) return stat?.mtime;
  const entries = await workspace.fs.readDirectory(uri);
  const files = entries
    .filter(([name]) => isWeightFile(name) || name.endsWith('.json'))
    .slice(0, 64);
  const stats = await Promise.all(
    files.map(([name]) =>
      workspace.fs.stat(Uri.joinPath(uri, name)).then(undefined, () => undefined),
    ),
  );
  return Math.max(0, ...stats.map((one) => one?.mtime ?? 0));
}
