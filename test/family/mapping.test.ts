// Mapping files: models that no family has the names of compute what PyTorch computes (test/fixture/make/mapped.py); and
// a mapping that does not fit is refused by the place and the tensor.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import schema from '../../media/mapping.schema.json' with { type: 'json' };
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { folderOf, opened, planted } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { changed, type Mapping, mappingOf } from '../support/mappings.ts';
import { running, type Tensors } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const models = ['odd', 'turned', 'encoder', 'einsum', 'beside'] as const;
const at = (name: string, file: string) => fixture(`mapped/${name}/${file}`);
const validate = new Ajv({ strictTypes: false, strictRequired: false })
  .addVocabulary(['defaultSnippets', 'markdownEnumDescriptions'])
  .compile(schema);

async function logitsOff(path: string, name: string): Promise<number> {
  const forward = await running(modelOf(await opened(path)));
  const golden = readSafetensors(at(name, 'golden.safetensors'));
  let most = 0;
  for (const n of [0, 1]) {
    const ids = Int32Array.from(golden.get(`prompt.${n}.input_ids`)!.data);
    const { logits } = await activations(quietJob, forward, [ids]);
    const wanted = golden.get(`prompt.${n}.logits`)!.data;
    logits!.data.forEach((x, i) => {
      most = Math.max(most, Math.abs(x - wanted[i]));
    });
  }
  return most;
}

test.each(models)('%s computes what PyTorch computes', async (name) => {
  expect(validate(mappingOf(name)), JSON.stringify(validate.errors)).toBe(true);
  expect(await logitsOff(fixture(`mapped/${name}`), name)).toBeLessThan(2e-5);
});

describe('the same model, said or stored otherwise', () => {
  const turnedBack = (all: Tensors, name: string) => {
    const { dims, data } = all.get(name)!;
    const [rows, columns] = dims;
    const other = Float32Array.from(
      data,
      (_, i) => data[(i % rows) * columns + Math.floor(i / rows)],
    );
    all.set(name, { dims: [columns, rows], data: other });
  };
  const rows: readonly [string, string, (m: Mapping) => void, ((all: Tensors) => void)?][] = [
    [
      'odd',
      'a matrix that lies the other way',
      (m) => {
        m.block.up!.axes = 'in f';
      },
      (all) => {
        for (const n of [1, 2]) turnedBack(all, `stage_${n}.wide.weight`);
      },
    ],
    [
      'odd',
      'queries a matrix a head',
      (m) => {
        m.block.q!.axes = 'h d in';
      },
      (all) => {
        for (const n of [1, 2]) {
          const q = all.get(`stage_${n}.asks.weight`)!;
          all.set(`stage_${n}.asks.weight`, { ...q, dims: [4, 4, 16] } as never);
        }
      },
    ],
    [
      'encoder',
      'a bias that has its axes apart',
      () => undefined,
      (all) => {
        for (const n of [0, 1]) {
          const name = `encoder.layers.${n}.self_attn.in_proj_bias`;
          all.set(name, { ...all.get(name)!, dims: [3, 16] } as never);
        }
      },
    ],
    [
      'beside',
      'two names for one norm',
      (m) => {
        m.block.norm2 = undefined;
      },
    ],
    [
      'einsum',
      'a scale that is the usual one',
      (m) => {
        m.settings.scoreScale = 0.5;
      },
    ],
    [
      'turned',
      'ignored by a pattern',
      (m) => {
        m.ignored = ['ma*'];
      },
    ],
  ];
  test.each(rows)('%s: %s', async (name, _, change, tensors) => {
    const path = changed(name, change, tensors);
    expect(await logitsOff(path, name)).toBeLessThan(2e-5);
  });
});

test('a wrong number of heads that fits all shapes gives other logits: nothing can tell', async () => {
  const path = changed('odd', (m) => {
    m.settings.heads = 2;
  });
  expect(await logitsOff(path, 'odd')).toBeGreaterThan(1e-2);
});

describe('which file is meant', () => {
  const weights = () => readFileSync(at('odd', 'model.safetensors'));
  const mapping = () => readFileSync(at('odd', 'model.mapping.json'), 'utf8');
  const files: readonly [
    string,
    Record<string, string | Uint8Array>,
    string,
    string | undefined,
  ][] = [
    [
      'named after the weights',
      { 'a.safetensors': weights(), 'a.mapping.json': mapping() },
      'a.safetensors',
      'a.mapping.json',
    ],
    [
      'the only one of a folder',
      { 'model.safetensors': weights(), 'odd.mapping.json': mapping() },
      '',
      'odd.mapping.json',
    ],
    [
      'not that of another file',
      { 'a.safetensors': weights(), 'b.mapping.json': mapping() },
      'a.safetensors',
      undefined,
    ],
  ];
  test.each(files)('%s', async (_, contents, path, file) => {
    const checkpoint = await opened(join(folderOf(contents), path));
    expect(checkpoint.mapping?.file).toBe(file);
  });

  test('of two in a folder neither', async () => {
    const contents = {
      'model.safetensors': weights(),
      'a.mapping.json': '{}',
      'b.mapping.json': '{}',
    };
    const checkpoint = await opened(folderOf(contents));
    expect(() => modelOf(checkpoint)).toThrow(
      '"a.mapping.json", "b.mapping.json" are all mappings',
    );
  });

  test('one that is no JSON hides no tensor', async () => {
    const checkpoint = await opened(
      folderOf({ 'model.safetensors': weights(), 'model.mapping.json': '{' }),
    );
    expect(checkpoint.tensors.size).toBeGreaterThan(10);
    expect(() => modelOf(checkpoint)).toThrow('model.mapping.json');
  });
});

describe('one that lies elsewhere is named', () => {
  const odd = readFileSync(at('odd', 'model.safetensors'));
  const tree = {
    'runs/a.safetensors': odd,
    'runs/a.mapping.json': '{}',
    'runs/step/b.safetensors': odd,
    'x.mapping.json': readFileSync(at('odd', 'model.mapping.json')),
  };
  const rows: readonly (readonly [
    what: string,
    path: string,
    mappings: readonly (readonly [string, string])[],
    file: string | undefined,
  ])[] = [
    ['before the one beside', 'runs/a.safetensors', [['runs/a.safetensors', 'x']], 'x'],
    ['of a folder around', 'runs/step/b.safetensors', [['runs', 'x']], 'x'],
    [
      'the nearest',
      'runs/step/b.safetensors',
      [
        ['runs/step/', 'x'],
        ['runs', 'y'],
      ],
      'x',
    ],
    [
      'the last of one place',
      'runs/step/b.safetensors',
      [
        ['runs', 'y'],
        ['runs', 'x'],
      ],
      'x',
    ],
    ['of the weights in a folder', 'runs/step', [['runs/step/b.safetensors', 'x']], 'x'],
    ['of another', 'runs/a.safetensors', [['runs/step', 'x']], 'runs/a'],
    ['of a name that only begins so', 'runs/step/b.safetensors', [['run', 'x']], undefined],
  ];
  test.each(rows)('%s', async (_, path, named, file) => {
    const root = planted(tree);
    const mappings = named.map(([model, name]) => ({
      model: join(root, model),
      file: join(root, `${name}.mapping.json`),
    }));
    const files = nodeFiles({ bases: [], hubCaches: [], mappings });
    const { mapping } = await opened(join(root, path), files);
    expect(mapping?.file).toBe(file && `${basename(file)}.mapping.json`);
  });

  test('one that is not there is an error', async () => {
    const root = planted(tree);
    const path = join(root, 'runs');
    const mappings = [{ model: path, file: join(root, 'none.mapping.json') }];
    const files = nodeFiles({ bases: [], hubCaches: [], mappings });
    const nowhere = opened(join(path, 'a.safetensors'), files);
    await expect(nowhere).rejects.toMatchObject({ code: 'file-missing' });
  });
});
