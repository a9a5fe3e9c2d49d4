// congruity map, verify and inspect of two as their users run them: files, exit codes, what is refused.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ab, commandLine, task } from '../support/commandLine.ts';
import { fixture } from '../support/fixture.ts';
import { readSafetensors, writeSafetensors } from '../support/safetensors.ts';

const cli = commandLine();
const { congruity } = cli;
const golden = (name: string) => fixture(`mapped/${name}/golden.safetensors`);

test('a mapping is guessed beside the weights, completed, and shown to be right', async () => {
  cpSync(fixture('mapped/turned/model.safetensors'), join(cli.folder, 'model.safetensors'));
  const written = await congruity(['map', 'model.safetensors', '--out', 'model.mapping.json']);
  expect([written.code, written.stdout]).toEqual([
    0,
    expect.stringContaining('Written: model.mapping.json'),
  ]);
  const verify = (...more: string[]) =>
    congruity(['verify', 'model.safetensors', '--golden', golden('turned'), ...more]);
  const wrong = await verify('--json');
  expect([wrong.code, JSON.parse(wrong.stdout).standing]).toEqual([1, 'differs']);
  const right = await verify('--mapping', fixture('mapped/turned/model.mapping.json'), '--quiet');
  expect([right.code, right.stdout]).toEqual([
    0,
    expect.stringContaining('agrees with golden.safetensors: 2 tensors'),
  ]);
  const beyond = await verify(
    '--mapping',
    fixture('mapped/turned/model.mapping.json'),
    '--atol',
    '0',
  );
  expect([beyond.code, beyond.stdout]).toEqual([
    1,
    expect.stringMatching(/beyond, largest.*\(allowed 0\)[\s\S]*beyond, at \[/),
  ]);
  const seen = await congruity(['inspect', 'model.safetensors']);
  expect(seen.stdout).toContain('is a guess that nobody has confirmed');
});

test('what cannot be compared, what is missing, what is asked wrongly', async () => {
  const model = fixture('mapped/odd');
  const nothing = await congruity([
    'verify',
    model,
    '--golden',
    fixture('mapped/odd/model.safetensors'),
  ]);
  expect([nothing.code, nothing.stdout]).toEqual([
    2,
    expect.stringContaining('there is no input_ids'),
  ]);
  const missing = await congruity(['verify', model, '--golden', 'none.safetensors']);
  expect([missing.code, missing.stderr]).toEqual([66, expect.stringContaining('none.safetensors')]);
  const unasked = await congruity(['verify', model]);
  expect([unasked.code, unasked.stderr]).toEqual([64, expect.stringContaining('--golden')]);
  const over = await congruity(['map', model, '--out', 'guess.mapping.json', '--json']);
  const { mapping, problem } = JSON.parse(over.stdout);
  expect([over.code, problem]).toEqual([0, null]);
  expect(JSON.parse(readFileSync(join(cli.folder, 'guess.mapping.json'), 'utf8'))).toEqual(mapping);
});

test("a transformer of one's own is compared without code: the mapping of one of two", async () => {
  const odd: readonly (readonly [RegExp, string])[] = [
    [/^transformer\.h\.(\d)\.(attn|mlp)\./, 'net.stage$1.$2_'],
    [/^transformer\.h\.(\d)\.ln_/, 'net.stage$1.calm'],
    [/^transformer\.|^lm_/, 'net.'],
  ];
  const own = new Map(
    [...readSafetensors(join(ab, 'model.safetensors'))].map(([name, tensor]) => [
      odd.reduce((renamed, [from, to]) => renamed.replace(from, to), name),
      tensor,
    ]),
  );
  writeSafetensors(join(cli.folder, 'net.safetensors'), own);
  const part = (name: string, axes?: string) => ({
    weight: `net.${name}.weight`,
    bias: `net.${name}.bias`,
    ...(axes && { axes }),
  });
  const mapping = {
    settings: {
      blocks: 3,
      heads: 4,
      norm: 'layer',
      epsilon: 1e-5,
      activation: 'gelu_new',
      positions: 'learned',
    },
    tensors: {
      tokens: { weight: 'net.wte.weight' },
      positions: { weight: 'net.wpe.weight' },
      finalNorm: part('ln_f'),
      head: { weight: 'net.head.weight' },
    },
    block: {
      norm1: part('stage{n}.calm1'),
      qkv: part('stage{n}.attn_c_attn', 'in (qkv h d)'),
      out: part('stage{n}.attn_c_proj', '(h d) out'),
      norm2: part('stage{n}.calm2'),
      up: part('stage{n}.mlp_c_fc', 'in f'),
      down: part('stage{n}.mlp_c_proj', 'f out'),
    },
  };
  writeFileSync(join(cli.folder, 'maps.json'), JSON.stringify(mapping));
  const said = ['--mapping', 'net.safetensors=maps.json'];
  const run = (...args: string[]) => congruity([...args, '--quiet', '--json']);
  const compared = await run(
    'compare',
    ab,
    'net.safetensors',
    '--task',
    task,
    '--pairs',
    '32',
    ...said,
  );
  expect(compared.stderr).toBe('');
  const { verdict, models } = JSON.parse(compared.stdout);
  expect([compared.code, verdict, models[1].name]).toEqual([0, 'indistinguishable', 'net']);
  const without = await run('compare', ab, 'net.safetensors', '--task', task);
  expect([without.code, without.stderr]).toEqual([65, expect.stringContaining('congruity map')]);
  const asked = ['compare', ab, 'net.safetensors', '--task', task, ...said, '--json=maps.json'];
  const onto = await congruity(asked);
  expect([onto.code, onto.stderr]).toEqual([64, expect.stringContaining('is an input')]);
});

test('two checkpoints: a base is used', async () => {
  const pair = ['gpt2', 'gpt2-bf16'].map((name) => fixture(`checkpoints/${name}`));
  const adapter = ['inspect', pair[0], fixture('adapters/gpt2')];
  expect((await congruity(adapter)).stderr).toContain('--base');
  expect((await congruity([...adapter, '--base', pair[0]])).code).toBe(0);
});

test('two checkpoints: what kind of change, as text and as JSON', async () => {
  const pair = ['gpt2', 'gpt2-bf16'].map((name) => fixture(`checkpoints/${name}`));
  const text = await congruity(['inspect', ...pair]);
  expect([text.code, text.stdout]).toEqual([0, expect.stringMatching(/^ {2}40 {2}cast to BF16$/m)]);
  const json = await congruity(['inspect', ...pair, '--json']);
  const { kinds, changes, heads, notCompared } = JSON.parse(json.stdout);
  expect(kinds).toMatchObject([{ name: 'cast to BF16', tensors: 40 }]);
  expect([changes.length, heads, notCompared]).toEqual([40, ['tied', 'tied'], []]);
});
