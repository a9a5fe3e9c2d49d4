// Pickles that build much of little: one value a byte or two, or one value that the memo gives again and again.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archive, type Code, legacy, pickled, py, tensor } from '../../support/torchFiles.ts';
import { type Attack, kind } from '../attack.ts';

const { raw, name, text, dict } = py;

const u32 = (code: string, value: number) => {
  const bytes = Buffer.alloc(5, code, 'latin1');
  bytes.writeUInt32LE(value, 1);
  return bytes;
};
const put = (index: number) => u32('r', index);
const get = (index: number) => u32('j', index);
const times = (count: number, code: (i: number) => Code) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => code(i)));
const same = (count: number, code: string) => Buffer.alloc(count * code.length, code, 'latin1');

/** `value` is remembered as `index` and not left on the stack. */
const kept = (index: number, value: Code) => raw(value, put(index), '0');
const list = (items: Code) => raw('](', items, 'e');
const members = (count: number, value: Code) =>
  raw(
    '}(',
    times(count, (i) => raw(text(`k${i}`), value)),
    'u',
  );
const module = (state: Code) => raw(name('their', 'Net'), ')', 0x81, state, 'b');
const leaves = (count: number, inside: Code) =>
  module(dict({ _parameters: raw('}'), _modules: members(count, inside) }));
const numbers = (count: number) => list(same(count, 'K\x01'));
/** A call of what makes a tensor, whose arguments are in the memo. */
const again = raw(get(1), get(2), 'R');
const parts = () => {
  const whole = tensor();
  const callee = name('torch._utils', '_rebuild_tensor_v2');
  const args = whole.subarray(callee.length, whole.length - 1);
  return raw(kept(1, callee), kept(2, args));
};

const archives: readonly (readonly [what: string, body: () => Code])[] = [
  ['a list of 1,900,000 numbers', () => numbers(1_900_000)],
  ['a tuple of 1,900,000 numbers', () => raw('(', same(1_900_000, 'K\x01'), 't')],
  ['a set of 1,900,000 numbers', () => raw(0x8f, '(', same(1_900_000, 'K\x01'), 0x90)],
  ['one number 2,900,000 times', () => raw('(K\x01', same(2_900_000, '2'), 'l')],
  ['numbers added one by one', () => raw(']', same(1_300_000, 'K\x01a'))],
  ['700,000 fractions', () => list(same(700_000, 'G@\t!\xfbTD-\x18'))],
  ['150,000 long integers', () => list(same(150_000, `\x8a\xfe${'\x7f'.repeat(254)}`).subarray(0))],
  [
    'a dict of 450,000 numbers',
    () =>
      raw(
        '}(',
        times(450_000, (i) => raw(u32('J', i), 'N')),
        'u',
      ),
  ],
  ['a dict of 200,000 names', () => members(200_000, py.none)],
  ['700,000 lists', () => list(same(700_000, ']'))],
  ['700,000 dicts', () => list(same(700_000, '}'))],
  ['800,000 empty bytes', () => list(same(800_000, 'C\x00'))],
  [
    'memory at 900,000 far places',
    () =>
      raw(
        'N',
        times(900_000, (i) => put((i * 7919) % 3_999_989)),
      ),
  ],
  ['a text of 30 MB', () => text('x'.repeat(30e6))],
  [
    'names of 8,000 classes',
    () =>
      raw(
        times(8000, (i) => raw(name('a', `N${i}`), '0')),
        'N',
      ),
  ],
  [
    'names of 100,000 classes',
    () =>
      raw(
        times(100_000, (i) => raw(name('a', `N${i}`), '0')),
        'N',
      ),
  ],
  [
    'a long name, made again and again',
    () =>
      raw(
        kept(1, name('a', 'N'.repeat(1e6))),
        times(400_000, () => raw(get(1), ')', 0x81, '0')),
        'N',
      ),
  ],
  ['tensors of the same arguments', () => raw(parts(), list(times(700_000, () => again)))],
  ['the same tensor 2,500,000 times', () => list(raw(tensor(), same(2_500_000, '2')))],
  ['12 lists of the same tensor', () => members(12, list(raw(tensor(), same(220_000, '2'))))],
  [
    'one long list in each of 100,000 places',
    () => raw(kept(1, numbers(1_000_000)), members(100_000, get(1))),
  ],
  [
    'one dict in each of 100,000 places',
    () => raw(kept(1, members(100_000, raw('K\x01'))), members(100_000, get(1))),
  ],
  [
    'one list of tensors in each of 9,000 dicts',
    () => raw(kept(1, list(raw(tensor(), same(100_000, '2')))), members(9000, dict({ w: get(1) }))),
  ],
  [
    'a thousand modules with one long setting',
    () =>
      raw(
        kept(1, dict({ _parameters: raw('}'), size: numbers(900_000) })),
        leaves(900, module(get(1))),
      ),
  ],
  [
    'a thousand modules with one state of 100,000 settings',
    () =>
      raw(
        kept(1, raw(dict({ _parameters: raw('}') }), members(100_000, raw('K\x01')).subarray(1))),
        leaves(900, module(get(1))),
      ),
  ],
  [
    '9,000 modules with the same 100,000 parts',
    () =>
      raw(
        kept(1, dict({ w: tensor(), _modules: members(100_000, py.none) })),
        members(9000, module(get(1))),
      ),
  ],
  [
    'a long name above a thousand tensors',
    () => dict({ ['n'.repeat(1e6)]: members(1000, tensor()) }),
  ],
  [
    'a long name that many dicts have',
    () => raw(kept(1, text('n'.repeat(4e6))), members(9000, raw('}', get(1), tensor(), 's'))),
  ],
  [
    '40,000 tensors beside 100,000 numbers',
    () =>
      raw(
        parts(),
        '}(',
        times(40_000, (i) => raw(text(`w${i}`), again)),
        times(100_000, (i) => raw(text(`n${i}`), 'K\x01')),
        'u',
      ),
  ],
  [
    'settings of one text of 10 MB, 9,000 times',
    () =>
      raw(
        kept(1, text('x'.repeat(10e6))),
        dict({ w: tensor(), config: raw(members(9000, get(1)), text('n_layer'), 'K\x01s') }),
      ),
  ],
  ['100,000 storages', () => raw(kept(1, tensor()), list(times(100_000, () => again)))],
];

const works: readonly (readonly [what: string, body: () => Code])[] = [
  [
    'a history of 100,000 losses',
    () => dict({ model: dict({ w: tensor() }), losses: list(same(100_000, 'G@\t!\xfbTD-\x18')) }),
  ],
  [
    'an optimizer of 4,000 weights',
    () => {
      const state = members(
        4000,
        dict({ step: tensor(), exp_avg: tensor(), exp_avg_sq: tensor() }),
      );
      const optimizer = dict({ state, param_groups: list(dict({ lr: py.int(1) })) });
      return dict({ model: members(4000, tensor()), optimizer });
    },
  ],
];

const inspected = (bytes: () => Uint8Array) => (folder: string) => {
  const path = join(folder, 'model.pt');
  writeFileSync(path, bytes());
  return { args: ['inspect', path], names: ['model'] };
};

type Body = (typeof archives)[number];
const ending =
  (end: 'either' | 'works') =>
  ([name, body]: Body) => ({ name, end, make: inspected(() => archive(pickled(body()))) });

export const pickles: readonly Attack[] = [
  ...kind('2 pickles', [...archives.map(ending('either')), ...works.map(ending('works'))]),
  ...kind('2 pickles', [
    {
      name: 'a list of 1,900,000 numbers alone',
      end: 'either',
      make: inspected(() => pickled(numbers(1_900_000))),
    },
    {
      name: 'two pickles of one file, each as large as may be',
      end: 'either',
      make: inspected(() => {
        const whole = legacy(numbers(1_400_000), {});
        return Buffer.concat([whole.subarray(0, whole.length - 6), pickled(numbers(1_400_000))]);
      }),
    },
  ]),
];
