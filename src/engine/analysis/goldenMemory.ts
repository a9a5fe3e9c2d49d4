// What a verification found, kept by the digests of all that it depends on: whoever looks at a checkpoint with a golden
// beside it is told, and nothing is computed for that.
import type { GoldenBeside, GoldenView } from '../../protocol/golden.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { algorithm } from '../core/version.ts';
import { configDigest, digestOf, kept } from './remember.ts';

type DiskPorts = Pick<Ports, 'files' | 'sha256' | 'store'>;

export async function goldenDigests(
  job: Job,
  ports: Pick<Ports, 'sha256'>,
  checkpoint: Checkpoint,
  golden: Checkpoint,
): Promise<GoldenView['digests']> {
  return {
    golden: await golden.digest(subJob(job, 0, 0.1)),
    weights: await checkpoint.digest(subJob(job, 0.1, 1)),
    config: configDigest(ports, checkpoint),
  };
}

/** Under the golden alone too: where it was never verified against anything, no weights are read to find that out. */
export async function rememberGolden(ports: DiskPorts, view: GoldenView): Promise<void> {
  const { standing, tolerance, computedBy, tensors, digests } = view;
  const largest = tensors.some((one) => one.largest === null)
    ? null
    : Math.max(0, ...tensors.map((one) => one.largest ?? 0));
  const known: GoldenBeside['known'] = {
    standing,
    tolerance,
    computedBy,
    largest,
    tensors: tensors.length,
  };
  const bytes = new TextEncoder().encode(JSON.stringify(known));
  await ports.store.put(keyOf(ports, digests), bytes);
  await ports.store.put(keyOf(ports, { golden: digests.golden }), new Uint8Array(1));
}

/** null: no golden lies beside the checkpoint. */
export async function goldenBeside(
  job: Job,
  ports: DiskPorts,
  { path }: { readonly path: string },
): Promise<GoldenBeside | null> {
  const place = await placeOf(ports, path);
  if (place === undefined) return null;
  const file = ports.files.base(place);
  const golden = await openCheckpoint(ports.files, ports.sha256, place);
  try {
    const own = await golden.digest(job);
    if (!(await ports.store.get(keyOf(ports, { golden: own })))) return { file, known: null };
    const checkpoint = await openCheckpoint(ports.files, ports.sha256, path);
    try {
      const digests = await goldenDigests(job, ports, checkpoint, golden);
      const known = await kept(ports, keyOf(ports, digests), decoded);
      return { file, known: known ?? null };
    } finally {
      await checkpoint.close();
    }
  } finally {
    await golden.close();
  }
}

/** golden.safetensors in the folder, or NAME.golden.safetensors beside NAME.pt. */
async function placeOf({ files }: DiskPorts, path: string): Promise<string | undefined> {
  const isFolder = (await files.kind(path)) === 'folder';
  const folder = isFolder ? path : files.parent(path);
  const stem = files.base(path).replace(/\.[^.]+$/, '');
  const names = [...(isFolder ? [] : [`${stem}.golden.safetensors`]), 'golden.safetensors'];
  for (const name of names) {
    const place = files.inside(folder, name);
    if (place !== path && (await files.kind(place)) === 'file') return place;
  }
  return undefined;
}

function keyOf(ports: Pick<Ports, 'sha256'>, digests: Partial<GoldenView['digests']>): string {
  return `golden-${digestOf(ports, [algorithm, digests])}`;
}

function decoded(bytes: Uint8Array): GoldenBeside['known'] {
  return JSON.parse(new TextDecoder().decode(bytes));
}
