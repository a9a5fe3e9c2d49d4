// Files of torch.save, made by test/fixture/make/torchFiles.py: every tensor has PyTorch's names, shapes and numbers.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { opened } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

type Told = { readonly shape: readonly number[]; readonly values?: readonly number[] };

const expected: Readonly<Record<string, Readonly<Record<string, Told>>>> = JSON.parse(
  readFileSync(fixture('torch/expect.json'), 'utf8'),
);
const at = (name: string) => fixture(`torch/${name}`);

describe.each(Object.entries(expected))('%s', (file, wanted) => {
  test('has the tensors that it was given', async () => {
    const { tensors } = await opened(at(file));
    const found = [...tensors].map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.entries(wanted).map(([name, { shape }]) => [name, shape])),
    );
  });

  test('and their numbers', async () => {
    const checkpoint = await opened(at(file));
    for (const [name, { shape, values }] of Object.entries(wanted)) {
      if (!values) continue;
      const found: number[] = [];
      for await (const piece of checkpoint.pieces(quietJob, name)) found.push(...piece);
      expect([name, found]).toEqual([name, values]);
      if (!checkpoint.tensors.get(name)?.dtype.isWeight) continue;
      const whole = await checkpoint.read(quietJob, name);
      expect([name, whole.dims, [...whole.data]]).toEqual([name, shape, values]);
    }
  });
});
