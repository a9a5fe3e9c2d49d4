// What crosses of headers: lists in slices, and a summary that is small whatever the file. A million
// objects in one message would hold up the process that receives them for seconds.
import type { Job } from '../engine/core/job.ts';
import type {
  CheckpointDiffView,
  ComparedTensor,
  InspectSummary,
  InspectView,
  ListedTensor,
} from '../protocol/engineService.ts';
import type { Call } from '../protocol/server.ts';
import { clip, slices } from '../protocol/slices.ts';
import type { JsonObject } from '../protocol/sourceService.ts';
import { jobOf } from './job.ts';

const MOST_METADATA_LETTERS = 200_000;
/** Those that list every layer's quantisation reach one MB; none is of use that is longer. */
const LONGEST_CONFIG = 2 ** 20;
const MOST_LISTED = 200; // problems, notes and ties: more than anybody reads

export async function handOutInspection(
  call: Call<readonly ListedTensor[]>,
  view: InspectView,
  list: boolean,
): Promise<InspectSummary> {
  if (list) await handOut(jobOf(call), listed(view), (part) => call.part(part));
  const { tensors, notUnderstood, ...rest } = view;
  const metadata = someMetadata(view.metadata);
  return {
    ...rest,
    name: clip(view.name),
    problems: view.problems.slice(0, MOST_LISTED).map(clip),
    notes: view.notes.slice(0, MOST_LISTED).map(clip),
    tied: view.tied
      .slice(0, MOST_LISTED)
      .map((tie) => ({ name: clip(tie.name), with: clip(tie.with), why: tie.why })),
    metadata,
    metadataLeftOut: view.metadata.length - metadata.length,
    tensorCount: tensors.length,
    notUnderstoodCount: notUnderstood.length,
  };
}

export function handOutConfig(config: JsonObject | undefined): JsonObject | null {
  return config !== undefined && JSON.stringify(config).length <= LONGEST_CONFIG ? config : null;
}

export async function handOutDiff(
  call: Call<readonly ComparedTensor[]>,
  view: CheckpointDiffView,
): Promise<Omit<CheckpointDiffView, 'lines'>> {
  await handOut(jobOf(call), view.lines, (part) => call.part(part));
  const { sides, heads } = view;
  return { sides: sides.map((side) => ({ ...side, name: clip(side.name) })), heads };
}

async function handOut<Row extends { readonly name: string }>(
  job: Job,
  rows: readonly Row[],
  part: (rows: readonly Row[]) => void,
): Promise<void> {
  for (const slice of slices(rows)) {
    part(slice.rows);
    await job.pause();
  }
}

function listed({ tensors, notUnderstood }: InspectView): readonly ListedTensor[] {
  const unknown = new Set(notUnderstood);
  // Where no name is known the marks would only repeat what the summary says.
  const nothingKnown = unknown.size === tensors.length;
  return tensors.map((tensor) => ({
    ...tensor,
    understood: nothingKnown || !unknown.has(tensor.name),
  }));
}

function someMetadata(all: InspectView['metadata']): InspectView['metadata'] {
  const some: (readonly [string, string])[] = [];
  let letters = 0;
  for (const entry of all) {
    const [key, value] = [clip(entry[0]), clip(entry[1])];
    letters += key.length + value.length;
    if (letters > MOST_METADATA_LETTERS) break;
    some.push([key, value]);
  }
  return some;
}
