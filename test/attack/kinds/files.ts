// Files that are not what their names say, or too much of it.
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attack, kind } from '../attack.ts';
import { checking, comparing, good, goodTask, header, model } from '../inputs.ts';

const fifo = (path: string) => spawnSync('mkfifo', [path]);

/** Tensors of one number each, all in the same four bytes where `same`. */
const tensors = (n: number, name = 't') =>
  Object.fromEntries(
    Array.from({ length: n }, (_, i) => [
      `${name}${i}`,
      { dtype: 'F32', shape: [1], data_offsets: [4 * i, 4 * i + 4] },
    ]),
  );

const instead = (file: string, put: (path: string) => void) => (folder: string) => {
  const made = model(folder, 'ab-gpt2');
  const path = join(made, file);
  spawnSync('rm', [path]);
  put(path);
  return { args: checking(made), names: [file, 'model'] };
};

const one = '"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';

const headers: readonly (readonly [name: string, write: (path: string) => void])[] = [
  ['50 MB of backslashes', (path) => header(path, `{"a": "${'\\\\'.repeat(25e6)}"}`)],
  [
    '50 MB of backslashes about a tensor',
    (path) => header(path, `{"__metadata__": {"a": "${'\\\\'.repeat(25e6)}"}, ${one}}`, 4),
  ],
  [
    '20 MB of quotes about a tensor',
    (path) => header(path, `{"__metadata__": {"a": "${'\\"'.repeat(10e6)}"}, ${one}}`, 4),
  ],
  ['300,000 tensors', (path) => header(path, JSON.stringify(tensors(300_000)), 1_200_000)],
  // At the limits of both.
  ['250,000 tensors', (path) => header(path, JSON.stringify(tensors(250_000)), 1_000_000)],
  [
    '250,000 tensors in 50 MB',
    (path) => header(path, JSON.stringify(tensors(250_000, 't'.repeat(120))), 1_000_000),
  ],
  ['50 MB of brackets', (path) => header(path, '['.repeat(50e6))],
  ['50 MB of spaces', (path) => header(path, ' '.repeat(50e6))],
  ['100,000 levels', (path) => header(path, `${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}`)],
  [
    'one tensor a thousand times',
    (path) =>
      header(
        path,
        `{${'"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'.repeat(1000)}"u":1}`,
        4,
      ),
  ],
  [
    'a shape of 10^300',
    (path) => header(path, `{"t":{"dtype":"F32","shape":[1e300],"data_offsets":[0,4]}}`, 4),
  ],
  [
    'a shape of a million ones',
    (path) =>
      header(path, `{"t":{"dtype":"F32","shape":[${'1,'.repeat(1e6)}1],"data_offsets":[0,4]}}`, 4),
  ],
  [
    'a name of 20 MB',
    (path) =>
      header(path, `{"${'n'.repeat(20e6)}":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4),
  ],
  ['a length of 2^63', (path) => writeFileSync(path, Buffer.from('ffffffffffffff7f', 'hex'))],
];

export const files: readonly Attack[] = [
  ...kind(
    '2 headers',
    headers.map(([name, write]) => ({
      name,
      end: 'either' as const,
      make: (folder) => {
        const path = join(folder, 'model.safetensors');
        write(path);
        return { args: ['inspect', path], names: ['model.safetensors'] };
      },
    })),
  ),
  ...kind('2 shards', [
    {
      name: '1,000 links to a header of 300,000 tensors',
      end: 'refused',
      make: (folder) => {
        header(join(folder, 'shard.safetensors'), JSON.stringify(tensors(300_000)), 1_200_000);
        const map: Record<string, string> = {};
        for (let i = 0; i < 1000; i++) {
          linkSync(join(folder, 'shard.safetensors'), join(folder, `s${i}.safetensors`));
          map[`t${i}`] = `s${i}.safetensors`;
        }
        const index = join(folder, 'model.safetensors.index.json');
        writeFileSync(index, JSON.stringify({ weight_map: map }));
        return { args: ['inspect', folder], names: ['index', '.safetensors'] };
      },
    },
    {
      name: 'an index that names itself',
      end: 'refused',
      make: (folder) => {
        const index = 'model.safetensors.index.json';
        writeFileSync(join(folder, index), JSON.stringify({ weight_map: { t: index } }));
        return { args: ['inspect', folder], names: ['index'] };
      },
    },
    {
      name: 'an index that leads out of the folder',
      end: 'refused',
      make: (folder) => {
        const index = join(folder, 'model.safetensors.index.json');
        writeFileSync(index, JSON.stringify({ weight_map: { t: '../../../etc/passwd' } }));
        return { args: ['inspect', folder], names: ['index', 'passwd'] };
      },
    },
  ]),
  ...kind(
    '2 no regular file',
    [
      ...['model.safetensors', 'config.json', 'tokenizer.json'].flatMap((file) => [
        { name: `a FIFO as ${file}`, end: 'refused' as const, make: instead(file, fifo) },
        {
          name: `/dev/zero as ${file}`,
          end: 'refused' as const,
          make: instead(file, (path) => symlinkSync('/dev/zero', path)),
        },
        {
          name: `a folder as ${file}`,
          end: 'refused' as const,
          make: instead(file, (path) => void mkdirSync(path)),
        },
        {
          name: `a link to itself as ${file}`,
          end: 'refused' as const,
          make: instead(file, (path) => symlinkSync(path, path)),
        },
      ]),
      {
        name: 'a FIFO as a task',
        end: 'refused' as const,
        make: (folder: string) => {
          fifo(join(folder, 'f.task.json'));
          return { args: checking(good(), join(folder, 'f.task.json')), names: ['f.task.json'] };
        },
      },
      {
        name: '/dev/zero as a checkpoint',
        end: 'refused' as const,
        make: () => ({ args: ['inspect', '/dev/zero'], names: ['/dev/zero'] }),
      },
      {
        name: '/dev/zero as a task',
        end: 'refused' as const,
        make: () => ({ args: checking(good(), '/dev/zero'), names: ['/dev/zero'] }),
      },
      {
        name: 'a FIFO in the place of the cache',
        end: 'works' as const,
        make: (folder: string) => {
          fifo(join(folder, 'cache'));
          const args = ['compare', good(), good('bc-llama'), '--task', goodTask(), '--pairs', '32'];
          return { args };
        },
      },
    ],
    { quick: true },
  ),
  ...kind(
    '4 what is no checkpoint',
    (
      [
        [
          'a git-lfs pointer',
          'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 159192\n',
          /lfs/i,
        ],
        ['an HTML page', '<!DOCTYPE html><html><body>Not found</body></html>', /html/i],
        ['a JSON error', '{"error": "Repository not found"}', undefined],
        ['nothing', '', /empty|0 bytes/i],
        ['a zip', 'PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', undefined],
        ['a gzip', '\x1f\x8b\x08aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', undefined],
      ] as const
    ).map(([name, text, says]) => ({
      name,
      end: 'refused' as const,
      says,
      make: (folder) => {
        const made = model(folder, 'ab-gpt2');
        writeFileSync(join(made, 'model.safetensors'), text, 'latin1');
        return { args: comparing(made, good('ab-llama')), names: ['model.safetensors'] };
      },
    })),
    { quick: true },
  ),
];
