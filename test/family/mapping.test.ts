// Mapping files: models that no family has the names of compute what PyTorch computes (test/fixture/make/mapped.py); and
// a mapping that does not fit is refused by the place and the tensor.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import schema from '../../media/mapping.schema.json' with { type: 'json' };
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { running, type Tensors } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

const models = ['odd', 'turned', 'encoder', 'einsum', 'beside'] as const;
const at = (name: string, file: string) => fixture(`mapped/${name}/${file}`);
const validate = new Ajv({ strictTypes: false, strictRequired: false })
  .addVocabulary(['defaultSnippets', 'markdownEnumDescriptions'])
  .compile(schema);

type Mapping = {
  settings: Record<string, unknown>;
  tensors: Parts;
  block: Parts;
  ignored?: string[];
};
type Parts = Record<string, Record<string, string> | undefined>;

function mappingOf(name: string): Mapping {
  return JSON.parse(readFileSync(at(name, 'model.mapping.json'), 'utf8'));
}

/** A model with its mapping, both changed. */
function changed(
  name: string,
  change: (mapping: Mapping) => void,
  tensors?: (all: Tensors) => void,
) {
  const mapping = mappingOf(name);
  change(mapping);
  const all: Tensors = new Map(readSafetensors(at(name, 'model.safetensors')));
  tensors?.(all);
  const path = folderOf({
    'model.safetensors': encodeSafetensors(all),
    'model.mapping.json': JSON.stringify(mapping),
  });
  return { path, mapping };
}

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
    const { path } = changed(name, change, tensors);
    expect(await logitsOff(path, name)).toBeLessThan(2e-5);
  });
});

describe('a mapping that does not fit', () => {
  const rows: readonly [string, string, (m: Mapping) => void, string | RegExp][] = [
    [
      'odd',
      'a tensor that is not there',
      (m) => {
        m.block.q!.weight = 'stage_{n}.ask.weight';
      },
      'block.q.weight is "stage_1.ask.weight", which',
    ],
    [
      'odd',
      'a block more',
      (m) => {
        m.settings.blocks = 3;
      },
      /"stage_3\.calm_a\.weight", which/,
    ],
    [
      'odd',
      'a block less',
      (m) => {
        m.settings.blocks = 1;
      },
      /does not place tensors stage_2\.asks\.bias/,
    ],
    [
      'odd',
      'the wrong first block',
      (m) => {
        m.settings.firstBlock = 0;
      },
      '"stage_0.',
    ],
    [
      'odd',
      'a bias that nobody names',
      (m) => {
        m.block.out!.bias = undefined as never;
      },
      'does not place tensors stage_1.merge.bias, stage_2.merge.bias',
    ],
    [
      'odd',
      'one tensor in two places',
      (m) => {
        m.block.k!.weight = 'stage_{n}.asks.weight';
      },
      'block.k.weight is tensor "stage_1.asks.weight", which is block.q.weight already',
    ],
    [
      'odd',
      'heads that do not divide the queries',
      (m) => {
        m.settings.heads = 5;
      },
      '5 heads do not make up q',
    ],
    [
      'odd',
      'an MLP the other way',
      (m) => {
        m.block.up!.axes = 'in f';
      },
      'tensor "stage_1.wide.weight" has shape [40, 16]; axes "in f" with in 16, f 40 ask for [16, 40]',
    ],
    [
      'odd',
      'axes of another part',
      (m) => {
        m.block.down!.axes = '(h d) in';
      },
      'axes (h d) in do not go with out, f',
    ],
    [
      'odd',
      'axes that are none',
      (m) => {
        m.block.down!.axes = '(out f';
      },
      'is no list of axes',
    ],
    [
      'odd',
      'an axis twice',
      (m) => {
        m.block.down!.axes = 'f f';
      },
      'has an axis twice',
    ],
    [
      'odd',
      'a bias of another size',
      (m) => {
        m.block.out!.bias = 'stage_{n}.wide.bias';
      },
      'block.out.bias is tensor "stage_1.wide.bias" of shape [40]; the mapping asks for [16]',
    ],
    [
      'odd',
      'no queries',
      (m) => {
        m.block.q = undefined;
      },
      'block.q is missing',
    ],
    [
      'odd',
      'no tokens',
      (m) => {
        m.tensors.tokens = undefined;
      },
      'tensors.tokens is missing',
    ],
    [
      'odd',
      'no head',
      (m) => {
        m.tensors.head = undefined;
      },
      'tensors.head is missing; or settings.tied is true',
    ],
    [
      'odd',
      'a head of its own, and tied',
      (m) => {
        m.settings.tied = true;
      },
      'it is one or the other',
    ],
    [
      'odd',
      'a key that nobody knows',
      (m) => {
        m.settings.head = 4;
      },
      'settings the key "head" is not known',
    ],
    [
      'odd',
      'a part that nobody knows',
      (m) => {
        m.block.query = {};
      },
      'block the key "query" is not known',
    ],
    [
      'odd',
      'an activation that nobody knows',
      (m) => {
        m.settings.activation = 'mish';
      },
      'settings.activation is "mish"; allowed: "gelu"',
    ],
    [
      'odd',
      'no norm',
      (m) => {
        m.settings.norm = undefined;
      },
      'settings.norm is missing',
    ],
    [
      'odd',
      'no number',
      (m) => {
        m.settings.epsilon = '1e-5';
      },
      'settings.epsilon is "1e-5"',
    ],
    [
      'odd',
      'a norm of kind rms with a bias',
      (m) => {
        m.settings.norm = 'rms';
      },
      'a norm of kind "rms" has none',
    ],
    [
      'encoder',
      'unequal heads of a fused tensor',
      (m) => {
        m.settings.kvHeads = 2;
      },
      'h 4, d 6 ask for [16, 24]',
    ],
    [
      'beside',
      'fused heads of unequal number side by side',
      (m) => {
        m.block.qkv!.axes = '(h qkv d) in';
      },
      'then one axis is (qkv h d)',
    ],
    [
      'turned',
      'a fused tensor without letters',
      (m) => {
        m.block.qkv!.axes = 'in (h d)';
      },
      'has axes without "qkv"',
    ],
    [
      'turned',
      'a mask that is ignored no longer',
      (m) => {
        m.ignored = [];
      },
      'does not place tensor mask',
    ],
    [
      'einsum',
      'positions without a longest prompt',
      (m) => {
        m.settings.longest = undefined;
      },
      'settings.longest is missing',
    ],
    [
      'einsum',
      'parallel after norms',
      (m) => {
        Object.assign(m.settings, { parallel: true, norms: 'after' });
      },
      'settings.parallel is true',
    ],
  ];
  test.each(rows)('%s: %s', async (name, _, change, said) => {
    const { path } = changed(name, change);
    const checkpoint = await opened(path);
    expect(() => modelOf(checkpoint)).toThrow(said);
    expect(checkpoint.tensors.size).toBeGreaterThan(10); // they are listed nevertheless
  });
});

test('a wrong number of heads that fits all shapes gives other logits: nothing can tell', async () => {
  const { path } = changed('odd', (m) => {
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
