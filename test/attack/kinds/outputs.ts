// What is written must replace nothing, and must not say what it is not. That inputs are unchanged is
// judged of every attack.
import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, kind } from '../attack.ts';
import { comparing, good, model, task } from '../inputs.ts';

/** A comparison of a copied model, with these arguments more. */
const writing = (more: (folder: string, made: string) => readonly string[]) => (folder: string) => {
  const made = model(folder, 'ab-gpt2');
  return {
    args: comparing(made, good('bc-llama'), ...more(folder, made)),
    names: ['.json', 'model'],
  };
};

export const outputs: readonly Attack[] = [
  ...kind(
    '3 outputs that would replace an input',
    [
      ['its config', (_: string, made: string) => ['--json', join(made, 'config.json')]],
      ['its tokenizer', (_: string, made: string) => ['--json', join(made, 'tokenizer.json')]],
      ['a new file in its folder', (_: string, made: string) => ['--json', join(made, 'new.json')]],
      ['its folder', (_: string, made: string) => ['--out', made]],
      [
        'its config through a linked folder',
        (folder: string, made: string) => {
          symlinkSync(made, join(folder, 'linked'));
          return ['--json', join(folder, 'linked/config.json')];
        },
      ],
      [
        'its config through a link',
        (folder: string, made: string) => {
          symlinkSync(join(made, 'config.json'), join(folder, 'linked.json'));
          return ['--json', join(folder, 'linked.json')];
        },
      ],
      [
        'its config through a hard link',
        (folder: string, made: string) => {
          linkSync(join(made, 'config.json'), join(folder, 'linked.json'));
          return ['--json', join(folder, 'linked.json')];
        },
      ],
      [
        'its config by a way about',
        (folder: string, made: string) => {
          mkdirSync(join(folder, 'aside'));
          return ['--json', `${folder}/aside/../${made.split('/').pop()}/./config.json`];
        },
      ],
    ].map(([name, more]) => ({
      name: name as string,
      end: 'refused' as const,
      make: writing(more as Parameters<typeof writing>[0]),
    })),
    { quick: true },
  ),
  ...kind(
    '3 outputs that are no file',
    [
      {
        name: 'a full disk on stdout',
        end: 'refused',
        code: 66,
        make: (folder) => ({
          ...writing(() => ['--json'])(folder),
          stdout: '/dev/full',
          names: ['output', 'write'],
        }),
      },
      {
        name: 'a link to a full disk',
        end: 'refused',
        code: 66,
        make: writing((folder) => {
          symlinkSync('/dev/full', join(folder, 'full.json'));
          return ['--json', join(folder, 'full.json')];
        }),
      },
      {
        name: 'a link to /dev/null',
        end: 'works',
        make: writing((folder) => {
          symlinkSync('/dev/null', join(folder, 'null.json'));
          return ['--json', join(folder, 'null.json')];
        }),
      },
      {
        name: 'a folder that is none',
        end: 'refused',
        code: 66,
        make: writing((_, made) => ['--json', join(made, 'config.json/x.json')]),
      },
    ],
    { quick: true },
  ),
  ...kind(
    '3 too few pairs',
    [2, 3, 5, 8, 11].map((pairs) => ({
      name: `${pairs} pairs`,
      end: 'works' as const,
      code: 2,
      says: /too few( different)? pairs/i,
      make: (): ReturnType<Attack['make']> => ({
        args: [...comparing(good(), good('bc-llama')), '--json'].map((arg) =>
          arg === '32' ? String(pairs) : arg,
        ),
      }),
    })),
    { quick: true },
  ),
  ...kind(
    '3 numbers on the command line',
    ['0', '-1', '1e999', 'NaN', '1.5', '9'.repeat(400), ''].map((pairs) => ({
      name: `--pairs ${pairs.length > 9 ? 'of 400 nines' : `"${pairs}"`}`,
      end: 'refused' as const,
      code: 64,
      make: (): ReturnType<Attack['make']> => ({
        args: [...comparing(good(), good('bc-llama')).map((arg) => (arg === '32' ? pairs : arg))],
        names: ['--pairs'],
      }),
    })),
    { quick: true },
  ),
  ...kind(
    '3 letters that a terminal obeys',
    (
      [
        ['C1 controls', '\u009b31mred\u009b0m'],
        ['escapes', '\u001b[2Jgone'],
        ['letters from right to left', 'rtl\u202egpj.exe'],
        ['isolates', 'x\u2066y\u2069'],
        ['line separators', 'a\u2028b\u2029c'],
        ['zero width', 'a\u200bb\ufeffc'],
      ] as const
    ).flatMap(([name, letters]) => [
      {
        name: `${name} in a folder's name`,
        end: 'works' as const,
        make: (folder: string) => ({
          args: comparing(model(folder, 'ab-gpt2', {}, letters), good('ab-llama'), '--json'),
        }),
      },
      {
        name: `${name} in a task's name`,
        end: 'works' as const,
        make: (folder: string) => {
          const of = task(folder, { name: letters });
          return { args: ['compare', good(), good('ab-llama'), '--task', of, '--pairs', '32'] };
        },
      },
    ]),
  ),
];
