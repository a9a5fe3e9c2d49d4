// The checkpoint viewer in every state: small, huge, unreadable, with statistics, hostile.
import type {
  CheckpointHead,
  CheckpointReading,
  StatisticsView,
  TensorRow,
} from '../../../src/protocol/checkpointService.ts';
import type { TensorStatisticsView } from '../../../src/protocol/engineService.ts';
import type { GoldenBeside } from '../../../src/protocol/golden.ts';
import type { Canned } from './cannedPage.ts';
import { hostileNames, markup, megabyte, turned } from './hostileNames.ts';
import { cannedHeader } from './panels.ts';

const sliceLength = 4000;

function tensor(name: string, shape: readonly number[], with_: Partial<TensorRow> = {}): TensorRow {
  const bytes = 4 * shape.reduce((product, size) => product * size, 1);
  const file = 'model.safetensors';
  return { name, dtype: 'F32', shape, bytes, file, understood: true, ...with_ };
}

function block(at: number, width: number): readonly TensorRow[] {
  const inside = (name: string, shape: readonly number[]) =>
    tensor(`transformer.h.${at}.${name}`, shape);
  return [
    inside('ln_1.weight', [width]),
    inside('ln_1.bias', [width]),
    inside('attn.c_attn.weight', [width, 3 * width]),
    inside('attn.c_attn.bias', [3 * width]),
    inside('attn.c_proj.weight', [width, width]),
    inside('attn.c_proj.bias', [width]),
    inside('mlp.c_fc.weight', [width, 4 * width]),
    inside('mlp.c_proj.weight', [4 * width, width]),
  ];
}

const small: readonly TensorRow[] = [
  tensor('transformer.wte.weight', [50257, 768]),
  tensor('transformer.wpe.weight', [1024, 768], { dtype: 'BF16' }),
  ...[0, 1, 2].flatMap((at) => block(at, 768)),
  tensor('transformer.ln_f.weight', [768]),
  tensor('adapter.lora_A.weight', [8, 768], { understood: false }),
  tensor('lm_head.weight', [50257, 768]),
];
/** 100,000 tensors: a mixture of experts. */
const many = Array.from({ length: 100_000 }, (_, i) =>
  tensor(
    `model.layers.${Math.floor(i / 1000)}.experts.${Math.floor(i / 4) % 250}.w${i % 4}`,
    [16, 64],
  ),
);
const hostile = [
  ...hostileNames.map((name) => tensor(name, [2, 2])),
  ...hostileNames.map((name) => tensor(`deep.${name}.weight`, [2], { understood: false })),
  tensor(Array(300).fill('a').join('.'), []),
  tensor('huge', Array(40).fill(2), { dtype: markup, file: megabyte }),
];

type Header = CheckpointHead['header'];

function head(rows: readonly TensorRow[], with_: Partial<Header> = {}): CheckpointHead {
  const own = rows.filter(({ sameAs }) => sameAs === undefined);
  return {
    path: '/models/gpt2/model.safetensors',
    name: 'gpt2',
    failure: null,
    header: {
      ...cannedHeader(),
      parameters: own.reduce((sum, { bytes }) => sum + bytes / 4, 0),
      bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
      tensorCount: rows.length,
      notUnderstoodCount: rows.filter(({ understood }) => !understood).length,
      tied: [],
      metadata: [],
      metadataLeftOut: 0,
      ...with_,
    },
  };
}

const tied: Header['tied'] = [
  {
    name: 'lm_head.weight',
    with: 'transformer.wte.weight',
    why: 'the config ties the head to the embedding',
  },
];
const metadata: Header['metadata'] = [
  ['format', 'pt'],
  ['modelspec.title', 'gpt2'],
  ['training.config', '{"lr": 0.0006, "steps": 120000, "optimiser": "AdamW", "seed": 1337}'],
];
const reading: CheckpointReading = {
  path: '/models/gpt2/model.safetensors',
  name: 'gpt2',
  failure: null,
  header: null,
};
const broken: CheckpointReading = {
  ...reading,
  name: 'broken.safetensors',
  failure: {
    code: 'badFile',
    message: 'broken.safetensors: the header should be 8,312 bytes and the file ends after 17',
    hint: 'The download may have stopped early; fetch the file again.',
  },
};

const bell = Array.from({ length: 64 }, (_, i) =>
  Math.round(9e5 * Math.exp(-(((i - 31) / 11) ** 2))),
);
const statistics: TensorStatisticsView = {
  count: 38_597_376,
  zeros: 12,
  nan: 3,
  positiveInfinite: 0,
  negativeInfinite: 0,
  finite: { min: -1.2698, max: 1.3409, mean: 0.000451, std: 0.1437 },
  histogram: { low: -1.2698, high: 1.3409, counts: bell },
};

function view(phase: StatisticsView['phase'], with_: Partial<StatisticsView> = {}): StatisticsView {
  const last = small.length - 1;
  return { tensor: last, phase, fraction: 0, statistics: null, failure: null, ...with_ };
}

/** The head, the tensors in slices, and what follows. */
function tellsOf(
  of: CheckpointHead | CheckpointReading,
  rows: readonly TensorRow[],
  selected?: StatisticsView,
): Canned['tells'] {
  const slices = Array.from({ length: Math.ceil(rows.length / sliceLength) }, (_, i) => {
    const from = i * sliceLength;
    return ['tensors', { from, rows: rows.slice(from, from + sliceLength) }] as const;
  });
  return [['show', of], ...slices, ...(selected ? [['statistics', selected] as const] : [])];
}

function golden(standing: 'agrees' | 'differs', largest: number): GoldenBeside {
  const computedBy = 'onnxruntime-node 1.30.0';
  return {
    file: 'golden.safetensors',
    known: { standing, tolerance: 2e-5, computedBy, largest, tensors: 72 },
  };
}

/** What training programs save: the model among other things, and objects of classes that nobody here has. */
const training = small.map((row) => {
  const shared = row.name === 'lm_head.weight' ? { sameAs: 'transformer.wte.weight' } : {};
  return { ...row, file: 'training.pt', ...shared };
});
const trainingHead: CheckpointHead = {
  ...head(training, {
    container: 'PyTorch',
    tied: [{ ...tied[0], why: 'both are the same bytes of the file' }],
    notes: [
      'The file holds several sets of tensors: "model_state_dict" (28) is read, "ema" is not.',
      'Of Python\'s objects in the file nothing is made or run; they are kept as data: "argparse.Namespace", "pathlib.PurePosixPath", "their_code.Config" and 1 more.',
    ],
    metadata: [
      ['epoch', '3'],
      ['history', 'numpy.ndarray, kept as data'],
      ['optimizer', '6 tensors'],
      ['ema', '2 tensors'],
      ['args', 'argparse.Namespace, kept as data'],
      ['config', 'their_code.Config, kept as data'],
      [
        'Python objects kept as data',
        'argparse.Namespace, pathlib.PurePosixPath, their_code.Config, their_code.Activation',
      ],
    ],
  }),
  path: '/models/runs/training.pt',
  name: 'training',
};

const known = head(small, { tied, metadata });
const beside = (of: GoldenBeside): Canned['tells'] => [...tellsOf(known, small)!, ['golden', of]];
const tree = '[role=tree]';
/** With the last tensor, whose statistics are shown, selected. */
const selected = (name: string, now?: StatisticsView) =>
  [name, tellsOf(known, small, now), [[tree, 'End']]] as const;

const states: readonly (readonly [name: string, Canned['tells'], Canned['keys']?])[] = [
  ['reading', tellsOf(reading, [])],
  ['broken', tellsOf(broken, [])],
  ['small', tellsOf(known, small)],
  ['torch-training', tellsOf(trainingHead, training)],
  ['golden-agrees', beside(golden('agrees', 5.7e-6))],
  ['golden-differs', beside(golden('differs', 0.031))],
  ['golden-new', beside({ file: 'golden.safetensors', known: null })],
  ['module', tellsOf(known, small), [[tree, 'Home']]],
  ['100000', tellsOf(head(many, { family: null, shape: [] }), many)],
  selected('tensor'),
  selected('statistics-running', view('running', { fraction: 0.37 })),
  selected('statistics-done', view('done', { statistics })),
  selected('statistics-cancelled', view('cancelled')),
  selected(
    'statistics-failed',
    view('failed', {
      failure: {
        code: 'noMemory',
        message: 'lm_head.weight holds 154 MB and 96 MB are allowed',
        hint: 'Raise congruity.viewer.memory to read it.',
      },
    }),
  ),
  [
    'hostile',
    tellsOf(
      {
        ...head(hostile, {
          container: markup,
          family: turned,
          problems: [markup, megabyte],
          notes: [megabyte, turned],
          shape: hostileNames.map((name) => [name, name]),
          tied: hostileNames.map((name) => ({ name, with: markup, why: turned })),
          metadata: hostileNames.map((name) => [name, markup]),
          metadataLeftOut: 12_000,
        }),
        name: markup + megabyte,
        path: turned,
      },
      hostile,
    ),
    [[tree, 'End']],
  ],
];

export const viewers: readonly (readonly [name: string, Canned])[] = states.map(
  ([name, tells, keys]) => [
    `viewer-${name}`,
    { answers: { ready: { canReveal: true } }, tells, keys },
  ],
);
