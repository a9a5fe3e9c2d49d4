// Guesses of mappings: what names, shapes and a config tell is right, and all that they leave open is said.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import schema from '../../media/mapping.schema.json' with { type: 'json' };
import { map } from '../../src/engine/analysis/map.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { furthest, running } from '../support/models.ts';

const ports = { files: nodeFiles(), sha256 };
const look = (path: string) => map(quietJob, ports, { path });
const validate = new Ajv({ strictTypes: false, strictRequired: false })
  .addVocabulary(['defaultSnippets', 'markdownEnumDescriptions'])
  .compile(schema);

type Sections = Readonly<Record<'settings' | 'tensors' | 'block', Record<string, unknown>>>;

/** Places at which two mappings say other things: "block.q.weight". */
function differences(a: Sections, b: Sections): string[] {
  const flat = (of: Sections) =>
    new Map(
      (['settings', 'tensors', 'block'] as const).flatMap((section) =>
        Object.entries(of[section]).flatMap(([key, value]) => {
          const isPart = section !== 'settings';
          const fields = isPart ? Object.entries(value as object) : [['', value]];
          return fields.map(
            ([field, one]) =>
              [`${section}.${key}${field && `.${field}`}`, JSON.stringify(one)] as const,
          );
        }),
      ),
    );
  const [one, other] = [flat(a), flat(b)];
  return [...new Set([...one.keys(), ...other.keys()])].filter(
    (key) => one.get(key) !== other.get(key),
  );
}

/** What a mapping says where it says nothing. */
const usual: Readonly<Record<string, unknown>> = { firstBlock: 0, norms: 'before', gain: 'weight' };

function filled(mapping: Sections): Sections {
  return { ...mapping, settings: { ...usual, ...mapping.settings } };
}

describe.each(['odd', 'turned', 'encoder', 'einsum', 'beside'])('%s', (name) => {
  const truth = filled(
    JSON.parse(readFileSync(fixture(`mapped/${name}/model.mapping.json`), 'utf8')),
  );

  test('what is wrong in the guess is among what is unsure', async () => {
    const { mapping, unsure, problem, family, file } = await look(fixture(`mapped/${name}`));
    expect([problem, family, file]).toEqual([null, null, 'model.mapping.json']);
    expect(validate(mapping), JSON.stringify(validate.errors)).toBe(true);
    const wrong = differences(filled(mapping as unknown as Sections), truth);
    const unsaid = wrong.filter((place) => {
      const [section, key] = place.split('.');
      return !unsure.some((sentence) => sentence.startsWith(`${section}.${key}`));
    });
    expect(unsaid).toEqual([]);
  });

  test('most parts are right', async () => {
    const { mapping } = await look(fixture(`mapped/${name}`));
    const wrong = differences(filled(mapping as unknown as Sections), truth).filter(
      (place) => !place.startsWith('settings'),
    );
    expect(wrong.length).toBeLessThanOrEqual(name === 'odd' ? 6 : 1); // nothing in odd's names tells queries from values
  });
});

test.each(['gpt2', 'llama'])(
  '%s is mapped without its family as its family computes it',
  async (name) => {
    const folder = fixture(`checkpoints/${name}`);
    const { mapping, problem } = await look(folder);
    expect(problem).toBeNull();
    const logitsOf = async (path: string) => {
      const forward = await running(modelOf(await opened(path)));
      return (await activations(quietJob, forward, [Int32Array.of(5, 17, 42, 9)])).logits!.data;
    };
    const mapped = folderOf({
      'model.safetensors': readFileSync(fixture(`checkpoints/${name}/model.safetensors`)),
      'model.mapping.json': JSON.stringify(mapping),
    });
    expect(furthest(await logitsOf(mapped), await logitsOf(folder))).toBeLessThan(
      name === 'mistral' ? 1 : 2e-6,
    );
  },
);

describe('what is no transformer', () => {
  const tensor = (...dims: number[]): FloatTensor => ({
    dims,
    data: new Float32Array(dims.reduce((a, b) => a * b, 1)),
  });
  test.each<[string, Record<string, FloatTensor>]>([
    ['nothing that counts blocks', { 'fc.weight': tensor(4, 8), 'fc.bias': tensor(4) }],
    ['an MLP', { 'net.0.weight': tensor(4, 8), 'net.2.weight': tensor(3, 4) }],
    ['one tensor', { x: tensor(2) }],
    ['nothing', {}],
  ])('%s', async (_, tensors) => {
    const path = folderOf({
      'model.safetensors': encodeSafetensors(new Map(Object.entries(tensors))),
    });
    const view = await look(path);
    expect(view.mapping === null || view.problem !== null).toBe(true);
  });
});
