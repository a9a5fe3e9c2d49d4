// A filled-in guess of a mapping file, and whether the checkpoint can be read by it as it stands.
import type { MapRequest, MapView } from '../../protocol/mapping.ts';
import type { Checkpoint, JsonObject } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { isEngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { guessMapping } from '../family/mapping/guess.ts';
import { mappedModel } from '../family/mapping/mappedModel.ts';
import { readMapping } from '../family/mapping/mapping.ts';
import { modelOf } from '../family/model.ts';

/** Headers only. */
export async function map(
  _job: Job,
  { files, sha256 }: Pick<Ports, 'files' | 'sha256'>,
  { path }: MapRequest,
): Promise<MapView> {
  const checkpoint = await openCheckpoint(files, sha256, path);
  try {
    const { mapping, unsure, evidence } = guessMapping(checkpoint);
    const [first] = checkpoint.tensors.values();
    const file = `${(first?.file ?? checkpoint.name).replace(/\.[^.]+$/, '')}.mapping.json`;
    return {
      model: checkpoint.name,
      mapping: mapping ?? null,
      file,
      unsure,
      evidence,
      problem: mapping ? (failureOf(() => mapped(checkpoint, mapping, file)) ?? null) : null,
      family: familyOf(checkpoint),
    };
  } finally {
    await checkpoint.close();
  }
}

function mapped(checkpoint: Checkpoint, mapping: JsonObject, file: string): void {
  mappedModel(checkpoint, readMapping(mapping, file));
}

function familyOf(checkpoint: Checkpoint): string | null {
  let family: string | null = null;
  failureOf(() => {
    family = modelOf({ ...checkpoint, mapping: undefined }).dialect.title;
  });
  return family;
}

function failureOf(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (isEngineError(error)) return error.message;
    throw error;
  }
}
