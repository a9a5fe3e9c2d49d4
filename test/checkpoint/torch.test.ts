// Files of torch.save as training programs leave them: which of their dicts is the model, what else they hold, and which
// of their settings are its config.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, opened } from '../support/checkpoints.ts';
import { archive, type Code, legacy, pickled, py, tensor } from '../support/torchFiles.ts';

const { name, made, text, int } = py;
const saved = (value: Code) => archive(pickled(value));
const model = py.dict({ w: tensor() });
const two = py.dict({ w: tensor(), v: tensor() });
const optimizer = py.dict({ state: py.dict({ a: two }), param_groups: py.list() });

async function openedAs(bytes: Uint8Array, file = 'm.pt') {
  return opened(join(folderOf({ [file]: bytes }), file));
}

describe('which dict is the model, and what is said of the others', () => {
  const cases: readonly (readonly [what: string, value: Code, tensors: string, others: string])[] =
    [
      ['the file is it', model, 'w', ''],
      [
        'beside an optimizer',
        py.dict({ epoch: int(3), model, optimizer }),
        'w',
        'epoch: 3; optimizer: 2 tensors',
      ],
      ['optimizers of any name', py.dict({ model, g: optimizer }), 'w', 'g: 2 tensors'],
      [
        'optimizers with more tensors, and a model of any name',
        py.dict({ mine: model, optimizer_states: py.list(two), opt: optimizer }),
        'w',
        'optimizer_states: 2 tensors; opt: 2 tensors',
      ],
      ['the likelier name', py.dict({ ema: two, state_dict: model }), 'w', 'ema: 2 tensors'],
      [
        'a name that is nearer',
        py.dict({ model: py.dict({ state_dict: model, net: int(1) }), x: two }),
        'w',
        'x: 2 tensors; model.net: 1',
      ],
      [
        'tensors beside it',
        py.dict({ best_loss: tensor(), model: two }),
        'w, v',
        'best_loss: a tensor of 4',
      ],
      [
        'a state dict with a part called so',
        py.dict({ a: tensor(), b: tensor(), net: tensor() }),
        'a, b, net',
        '',
      ],
      [
        'no name that is known: the largest',
        py.dict({ a: model, b: two, step: int(1) }),
        'w, v',
        'a: 1 tensor; step: 1',
      ],
      ['nothing but dicts of tensors', py.dict({ a: model, b: two }), 'a.w, b.w, b.v', ''],
      [
        'a state that is no tensor',
        py.dict({ w: tensor(), _extra_state: py.none }),
        'w',
        '_extra_state: None',
      ],
      [
        'an object of settings',
        py.dict({ model, args: made(name('argparse', 'Namespace'), py.dict({ lr: int(1) })) }),
        'w',
        'args: argparse.Namespace, kept as data; Python objects kept as data: argparse.Namespace',
      ],
      [
        'an object that holds it',
        made(name('their', 'State'), py.dict({ model, step: int(1) })),
        'w',
        'step: 1; Python objects kept as data: their.State',
      ],
      [
        'a list of tensors',
        py.dict({ params: py.list(tensor(), tensor()), step: int(1) }),
        '0, 1',
        'step: 1',
      ],
    ];
  test.each(cases)('%s', async (_, value, tensors, others) => {
    for (const bytes of [saved(value), legacy(value)]) {
      const checkpoint = await openedAs(bytes);
      expect([...checkpoint.tensors.keys()].join(', ')).toBe(tensors);
      const rows = [...checkpoint.metadata].map(([key, is]) => `${key}: ${is}`);
      expect(rows.join('; ')).toBe(others);
    }
  });

  test('that there are several is said', async () => {
    const { notes } = await openedAs(saved(py.dict({ ema: two, model, generator: model })));
    expect(notes).toEqual([
      'The file holds several sets of tensors: "model" (1) is read, "ema", "generator" are not.',
    ]);
  });
});

describe('settings beside the model are its config where no config.json lies', () => {
  const form = { n_layer: int(2), n_head: int(4) };
  const cases: readonly (readonly [what: string, value: Code, config: unknown, words: string])[] = [
    [
      'nanoGPT',
      py.dict({ model, config: py.dict({ lr: int(1) }), model_args: py.dict(form) }),
      { n_layer: 2, n_head: 4 },
      '"model_args" of m.pt',
    ],
    [
      'older nanoGPT',
      py.dict({ model, config: py.dict({ ...form, bias: py.raw(0x88) }) }),
      { n_layer: 2, n_head: 4, bias: true },
      '"config" of m.pt',
    ],
    [
      'Lightning',
      py.dict({
        state_dict: model,
        hyper_parameters: py.dict({ lr: int(1), model: py.dict(form) }),
      }),
      { n_layer: 2, n_head: 4 },
      '"hyper_parameters.model" of m.pt',
    ],
    [
      'argparse',
      py.dict({ model, args: made(name('argparse', 'Namespace'), py.dict(form)) }),
      { n_layer: 2, n_head: 4 },
      '"args" of m.pt',
    ],
    [
      'a config within a whole module',
      made(
        name('their', 'Net'),
        py.dict({
          _parameters: model,
          config: made(
            name('their', 'Config'),
            py.dict({ ...form, dtype: name('torch', 'float16') }),
          ),
        }),
      ),
      { n_layer: 2, n_head: 4, dtype: 'float16' },
      '"config" of m.pt',
    ],
    [
      'no settings of a form',
      py.dict({ model, config: py.dict({ lr: int(1) }) }),
      undefined,
      'config.json',
    ],
    ['no settings', model, undefined, 'config.json'],
  ];
  test.each(cases)('%s', async (_, value, config, words) => {
    const checkpoint = await openedAs(saved(value));
    expect(checkpoint.config).toEqual(config);
    expect(checkpoint.configWords.it).toBe(words);
    const folder = folderOf({ 'm.pt': saved(value), 'config.json': '{"model_type":"gpt2"}' });
    const beside = await opened(join(folder, 'm.pt'));
    expect(beside.config).toEqual({ model_type: 'gpt2' });
    expect(beside.configWords.it).toBe('config.json');
  });

  test('a dict that stands in itself ends', async () => {
    const config = py.raw('}q', 1, '(', text('n_layer'), int(2), text('self'), 'h', 1, 'u');
    const { config: found } = await openedAs(saved(py.dict({ model, config })));
    expect(found).toMatchObject({ n_layer: 2, self: { n_layer: 2 } });
  });
});

test('storages of a GPU, and what whole modules of before 2019 hold, are no objects to list', async () => {
  const id = [
    text('storage'),
    name('torch.cuda', 'FloatStorage'),
    text('0'),
    text('cuda:0'),
    int(4),
  ];
  const numbers = py.persistent(py.tuple(...id));
  const sizes = [py.int(0), py.tuple(int(4)), py.tuple(int(1))];
  const w = py.call(name('torch._utils', '_rebuild_tensor'), numbers, ...sizes);
  const backend = py.call(name('torch.nn.backends.thnn', '_get_thnn_function_backend'));
  const net = made(
    name('their', 'Net'),
    py.dict({ _backend: backend, _parameters: py.dict({ w }) }),
  );
  const checkpoint = await openedAs(legacy(net));
  expect([...checkpoint.tensors.keys()]).toEqual(['w']);
  expect([...checkpoint.metadata]).toEqual([['Python objects kept as data', 'their.Net']]);
});
