// Every checkpoint of the fixtures and of the sample, matched with the code that defines it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { TensorFact } from '../../src/protocol/sourceService.ts';
import { blockLists, definingClasses, tensorLine } from '../../src/source/find.ts';
import type { Match } from '../../src/source/match.ts';
import { fixture } from '../support/fixture.ts';
import { amount, configOf, programFrom, tensorsOf } from '../support/python.ts';

const sample = join(import.meta.dirname, '../../media/sample/modsum');
const shards = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];

function best(python: string, tensors: readonly TensorFact[], config?: object): Match | undefined {
  const program = programFrom({ 'model.py': readFileSync(python, 'utf8') });
  return definingClasses(program, tensors, config as never, amount())[0];
}

type Case = readonly [
  checkpoint: string,
  python: string,
  className: string,
  block: string,
  files: string[] | undefined,
];

const cases: readonly Case[] = [
  ['gpt2', 'gpt2', 'GPT2LMHeadModel', 'GPT2Block', undefined],
  ['gpt2-bf16', 'gpt2', 'GPT2LMHeadModel', 'GPT2Block', undefined],
  ['gpt2-f16', 'gpt2', 'GPT2LMHeadModel', 'GPT2Block', undefined],
  ['gpt2-sharded', 'gpt2', 'GPT2LMHeadModel', 'GPT2Block', shards],
  ['llama', 'llama', 'LlamaForCausalLM', 'LlamaDecoderLayer', undefined],
  ['gpt_neox', 'gpt_neox', 'GPTNeoXForCausalLM', 'GPTNeoXLayer', undefined],
  ['bert', 'bert', 'BertForMaskedLM', 'BertLayer', undefined],
  ['minilm', 'bert', 'BertModel', 'BertLayer', undefined],
];

describe.each(cases)('%s is defined by %s.py', (name, python, className, block, files) => {
  const folder = fixture(`checkpoints/${name}`);
  const tensors = tensorsOf(folder, files);
  const source = fixture(`python/${python}.py`);

  test.each([
    ['with its config.json', configOf(folder)],
    ['from names and shapes alone', undefined],
  ])('%s', (_, config) => {
    const found = best(source, tensors, config);
    expect(found).toMatchObject({
      verdict: 'certain',
      score: 1,
      strange: [],
      missing: [],
      misshapen: [],
    });
    expect(found?.structure.className).toBe(className);
    expect(found?.rules.size).toBeGreaterThanOrEqual(tensors.length - 2); // but for masks
    expect(blockLists(found!)[0].className).toBe(block);
  });
});

describe('the sample', () => {
  test.each([
    ['ab-gpt2', 'gpt.py', 'GPT'],
    ['ab-llama', 'llama.py', 'Llama'],
    ['bc-llama', 'llama.py', 'Llama'],
  ])('%s is defined by %s', (name, python, className) => {
    const folder = join(sample, name);
    const found = best(join(sample, python), tensorsOf(folder), configOf(folder))!;
    expect([found.verdict, found.structure.className]).toEqual(['certain', className]);
    const other = python === 'gpt.py' ? 'llama.py' : 'gpt.py';
    expect(best(join(sample, other), tensorsOf(folder), configOf(folder))).toBeUndefined();
  });

  test('every tensor and every block has its line', () => {
    const folder = join(sample, 'ab-gpt2');
    const text = readFileSync(join(sample, 'gpt.py'), 'utf8').split('\n');
    const found = best(join(sample, 'gpt.py'), tensorsOf(folder), configOf(folder))!;
    const lineOf = (name: string) => text[tensorLine(found, name)!.line].trim();
    expect(lineOf('transformer.wpe.weight')).toMatch(/^wpe=nn.Embedding/);
    expect(lineOf('transformer.h.2.mlp.c_fc.bias')).toMatch(/^self.bias = nn.Parameter/);
    expect(lineOf('lm_head.weight')).toMatch(/^self.lm_head = /);
    const [block] = blockLists(found);
    expect(text[block.line.line]).toContain('nn.ModuleList([Block(config)');
    expect(text[block.definition!.line]).toBe('class Block(nn.Module):');
  });
});

test('of classes that fit alike the one that config.json names is meant', () => {
  const folder = fixture('checkpoints/gpt2');
  const named = { ...configOf(folder), architectures: ['GPT2Model'] };
  const found = best(fixture('python/gpt2.py'), tensorsOf(folder), named);
  expect(found?.structure.className).toBe('GPT2Model');
});

const gpt = (change: (text: string) => string = (text) => text) => ({
  'model.py': change(readFileSync(join(sample, 'gpt.py'), 'utf8')),
});
const own = tensorsOf(join(sample, 'ab-gpt2'));
const config = configOf(join(sample, 'ab-gpt2'));
const under = (prefix: string) => own.map(({ name, shape }) => ({ name: prefix + name, shape }));

describe('names are found under what training code puts before them', () => {
  test.each([
    ['module.', under('module.')],
    ['_orig_mod.', under('_orig_mod.')],
    ['module._orig_mod.model.', under('module._orig_mod.model.')],
    [
      'no transformer.',
      own.map(({ name, shape }) => ({ name: name.replace('transformer.', ''), shape })),
    ],
  ])('%s', (_, tensors) => {
    const [found] = definingClasses(programFrom(gpt()), tensors, config, amount());
    expect([found?.structure.className, found?.verdict]).toEqual(['GPT', 'certain']);
  });
});

describe('what does not fit is told', () => {
  const matchOf = (
    text: Record<string, string>,
    tensors = own,
    json: object | undefined = config,
  ) => definingClasses(programFrom(text), tensors, json as never, amount())[0];

  test('a wider model than the config says', () => {
    const found = matchOf(gpt(), own, { ...config, n_embd: 64 });
    expect(found).toBeUndefined(); // no shape fits
  });

  test('a layer that the class has and the file has not', () => {
    const found = matchOf(
      gpt((text) =>
        text.replace(
          '        self.mlp = MLP',
          '        self.ln_3 = nn.LayerNorm(config.n_embd)\n        self.mlp = MLP',
        ),
      ),
    );
    expect(found?.verdict).toBe('likely');
    expect(found?.missing.map(({ pattern, count }) => [pattern, count])).toEqual([
      ['transformer.h.N.ln_3.weight', 3],
      ['transformer.h.N.ln_3.bias', 3],
    ]);
  });

  test('a tensor that the file has and the class has not', () => {
    const found = matchOf(gpt(), [...own, { name: 'value_head.weight', shape: [1, 32] }]);
    expect([found?.verdict, found?.strange]).toEqual(['likely', ['value_head.weight']]);
  });

  test('more blocks than the config says', () => {
    const found = matchOf(gpt(), own, { ...config, n_layer: 2 });
    expect(found?.strange).toHaveLength(12);
    expect(found?.strange[0]).toMatch(/^transformer\.h\.2\./);
  });

  test('fewer blocks than the config says', () => {
    const found = matchOf(gpt(), own, { ...config, n_layer: 4 });
    expect(found?.missing).toHaveLength(12);
    expect(found?.missing.every(({ count }) => count === 1)).toBe(true);
  });

  test('matrices that lie the other way', () => {
    const found = matchOf(
      gpt((text) => text.replace('torch.randn(n_in, n_out)', 'torch.randn(n_out, n_in)')),
    );
    expect(found?.verdict).toBe('likely');
    expect(found?.misshapen.map(({ name }) => name)).toContain(
      'transformer.h.0.attn.c_attn.weight',
    );
    expect(found?.misshapen).toHaveLength(9); // the square ones fit either way
  });
});
