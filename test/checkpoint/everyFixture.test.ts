// Every checkpoint of ../shared/fixtures: it computes what its golden says, or is refused in words that help. docs/support.md is
// made of the same list.
import { cpSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { verifyGolden } from '../../src/engine/analysis/golden.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf } from '../support/checkpoints.ts';
import { everyFixture, type Row } from '../support/everyFixture.ts';
import { shared } from '../support/fixture.ts';
import { readSafetensors } from '../support/safetensors.ts';
import { testPorts } from '../support/stores.ts';
import { supportPage } from '../support/supportPage.ts';

const fixtures = shared('fixtures');
const ports = testPorts();
/** Of what is refused no number is looked at. */
const anyGolden = 'checkpoints/gpt2/golden.safetensors';

test.for(everyFixture)('$path', async (row, { skip }) => {
  skip(fixtures === undefined, 'no ../shared/fixtures beside this checkout');
  if (fixtures === undefined) return;
  const path = placed(row, fixtures);
  if ('opens' in row) {
    const checkpoint = await openCheckpoint(nodeFiles(), sha256, path);
    expect(checkpoint.tensors.size).toBeGreaterThan(0);
    await checkpoint.close();
  } else if ('refused' in row) {
    await expect(opening(path, row.when, join(fixtures, anyGolden))).rejects.toThrow(row.refused);
  } else {
    const golden = goldenOf(path, join(fixtures, row.golden));
    const { tolerance } = row;
    const view = await verifyGolden(quietJob, ports, { path, golden, tolerance, memory: 1000 });
    expect({ ...view, tensors: view.tensors.length > 0 }).toMatchObject({
      standing: 'agrees',
      tensors: true,
      problems: [],
    });
  }
});

test('no checkpoint of ../shared/fixtures is without its row', ({ skip }) => {
  skip(fixtures === undefined, 'no ../shared/fixtures beside this checkout');
  const folders = ['checkpoints', 'containers', 'small', 'hostile'];
  const all = folders.flatMap((folder) =>
    readdirSync(join(fixtures!, folder)).map((name) => `${folder}/${name}`),
  );
  const isNone = (path: string) => /golden\.safetensors$|README\.md$|expect\.json$/.test(path);
  const rows = everyFixture.map(({ path }) => path.split('/').slice(0, 2).join('/'));
  expect(all.filter((path) => !isNone(path) && !rows.includes(path))).toEqual([]);
});

test('docs/support.md is the page of this list', async () => {
  await expect(supportPage()).toMatchFileSnapshot('../../docs/support.md');
});

/** As it lies there; or in a folder with the config that its user has beside it. */
function placed({ path, config }: Row, root: string): string {
  const at = join(root, path);
  if (config === undefined) return at;
  const folder = folderOf({ 'config.json': readFileSync(join(root, config)) });
  if (statSync(at).isDirectory()) cpSync(at, folder, { recursive: true });
  else cpSync(at, join(folder, basename(at)));
  return statSync(at).isDirectory() ? folder : join(folder, basename(at));
}

/** A graph's nodes have names of their own: nodes.json says which holds which layer's output. */
function goldenOf(path: string, golden: string): string {
  const nodes = join(path, 'nodes.json');
  if (!existsSync(nodes)) return golden;
  const names = new Map(
    Object.entries(JSON.parse(readFileSync(nodes, 'utf8')) as Record<string, string>),
  );
  const tensors = [...readSafetensors(golden)].flatMap(([name, tensor]): [string, Tensor][] => {
    const node = name === 'input' ? name : names.get(name);
    return node === undefined ? [] : [[node, tensor]];
  });
  const folder = folderOf({ 'golden.safetensors': encodeSafetensors(new Map(tensors)) });
  return join(folder, 'golden.safetensors');
}

async function opening(path: string, when: 'opening' | 'computing', golden: string) {
  if (when === 'computing') {
    const checkpoint = await openCheckpoint(nodeFiles(), sha256, path); // its header is in order
    await checkpoint.close();
    await verifyGolden(quietJob, ports, { path, golden, memory: 1000 }).catch(ofOurs);
  } else await openCheckpoint(nodeFiles(), sha256, path).catch(ofOurs);
}

/** Never another error. */
function ofOurs(error: unknown): never {
  expect(error).toBeInstanceOf(EngineError);
  expect((error as EngineError).code).not.toBe('internal');
  throw error;
}
