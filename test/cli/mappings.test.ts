// Which mapping file is of which checkpoint, as words of a command line say it.
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { placeMappings } from '../../src/cli/mappings.ts';
import { mappingOption } from '../../src/cli/optionGroups.ts';
import type { Mapping } from '../../src/protocol/mapping.ts';
import { planted } from '../support/checkpoints.ts';

const names = ['a.pt', 'b.pt', 'epoch=3.pt', 'runs/one/model.pt', 'runs/two/model.pt'];
const files = ['m.json', 'n.json', 'epoch=3.json'];

/** "a.pt: m.json": of what each file is. `@` stands for the folder of all. */
async function placed(usage: string, words: string): Promise<readonly string[]> {
  const root = planted(Object.fromEntries([...names, ...files].map((name) => [name, ''])));
  let found: readonly Mapping[] = [];
  const command = new Command('test').exitOverride().addOption(mappingOption());
  command.option('--against <models...>', '');
  for (const argument of usage.split(' ')) command.argument(argument);
  command.hook('preAction', (_, acting) => placeMappings(acting));
  command.action(() => {
    found = command.opts().mapping ?? [];
  });
  const given = words.split(' ').map((word) => word.replaceAll('@', `${root}/`));
  await command.parseAsync(given, { from: 'user' });
  const short = (path: string) => path.replace(`${root}/`, '');
  return found.map(({ model, file }) => `${short(model)}: ${short(file)}`);
}

const rows: readonly (readonly [
  what: string,
  usage: string,
  words: string,
  found: readonly string[],
])[] = [
  ['none', '<a> [b]', '@a.pt', []],
  ['one for the only one', '<a> [b]', '@a.pt --mapping @m.json', ['a.pt: m.json']],
  ['one for both', '<a> <b>', '@a.pt @b.pt --mapping @m.json', ['a.pt: m.json', 'b.pt: m.json']],
  ['of one of two', '<a> <b>', '@a.pt @b.pt --mapping @b.pt=@m.json', ['b.pt: m.json']],
  [
    'of each its own',
    '<a> <b>',
    '@a.pt @b.pt --mapping @b.pt=@m.json --mapping @a.pt=@n.json',
    ['b.pt: m.json', 'a.pt: n.json'],
  ],
  [
    'of one after that of all, wherever it stands',
    '<a> <b>',
    '@a.pt @b.pt --mapping @b.pt=@n.json --mapping @m.json',
    ['a.pt: m.json', 'b.pt: m.json', 'b.pt: n.json'],
  ],
  [
    '"=" in a checkpoint',
    '<a>',
    '@epoch=3.pt --mapping @epoch=3.pt=@m.json',
    ['epoch=3.pt: m.json'],
  ],
  ['"=" in a mapping', '<a>', '@a.pt --mapping @epoch=3.json', ['a.pt: epoch=3.json']],
  ['"=" in both', '<a>', '@a.pt --mapping @a.pt=@epoch=3.json', ['a.pt: epoch=3.json']],
  ['of a folder of them', '<models...>', '@runs --mapping @runs=@m.json', ['runs: m.json']],
  [
    'of all in a folder',
    '<models...>',
    '@runs --mapping @m.json',
    ['runs/one: m.json', 'runs/two: m.json'],
  ],
  [
    'of another family too',
    '<models...>',
    '@a.pt --mapping @m.json --against @b.pt',
    ['a.pt: m.json', 'b.pt: m.json'],
  ],
  ['of a step of a run', '<runs...>', '@runs --mapping @runs/one=@m.json', ['runs/one: m.json']],
  [
    'of weights, where their folder is opened',
    '<a>',
    '@runs/one --mapping @runs/one/model.pt=@m.json',
    ['runs/one: m.json'],
  ],
  [
    'where a file names the checkpoints',
    '<study>',
    '@s.json --mapping @a.pt=@m.json',
    ['a.pt: m.json'],
  ],
  [
    'a file that is not there is told by who reads it',
    '<a>',
    '@a.pt --mapping @x.json',
    ['a.pt: x.json'],
  ],
];
test.each(rows)('%s', async (_, usage, words, found) => {
  expect(await placed(usage, words)).toEqual(found);
});

test.each([
  [
    'of none of them',
    '<a> <b>',
    '@a.pt @b.pt --mapping @runs=@m.json',
    'no checkpoint of this command',
  ],
  ['of an empty name', '<a>', '@a.pt --mapping =m.json', '--mapping =m.json names no checkpoint'],
  ['by an empty name', '<study>', '@s.json --mapping a.pt=', '--mapping a.pt= names no file'],
  ['of what is not there', '<study>', '@s.json --mapping @z.pt=@m.json', 'z.pt does not exist'],
  ['by what is not there', '<study>', '@s.json --mapping @a.pt=@x.json', 'x.json does not exist'],
  [
    'of what is not in a folder',
    '<a>',
    '@runs/one --mapping @runs/one/z=@m.json',
    'z does not exist',
  ],
  ['of no checkpoint', '<study>', '@s.json --mapping @m.json', 'does not say of which checkpoint'],
])('refused: %s', async (_, usage, words, sentence) => {
  await expect(placed(usage, words)).rejects.toThrow(sentence);
});
