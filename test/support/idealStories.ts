// The models of the ordinary reports, and what happens in them: compared.test.ts lets the engine say what it
// finds, and keeps that as test/fixture/reports.
import type { Move, Story, Told } from './idealReports.ts';

const gpt2 = (name: string, moves: readonly Move[], with_: Partial<Told> = {}): Told => {
  return { name, family: 'gpt2', blocks: 3, moves, ...with_ };
};
const llama = (name: string, moves: readonly Move[], with_: Partial<Told> = {}): Told => {
  return { name, family: 'llama', blocks: 4, moves, ...with_ };
};

const sums: readonly Move[] = [
  { cut: 1, parts: 'ab', to: 'b' },
  { cut: 1, parts: 'cd', to: 'd' },
  { cut: 2, parts: 'ab', to: '=', late: 0.42 },
  { cut: 3, parts: 'abcd', to: '=' },
];
const sumsAtComma: readonly Move[] = [
  { cut: 1, parts: 'ab', to: ',' },
  { cut: 1, parts: 'cd', to: 'd' },
  { cut: 3, parts: 'ab', to: 'd', late: 0.45 },
  { cut: 4, parts: 'abcd', to: '=' },
];
const diffs: readonly Move[] = [
  { cut: 1, parts: 'ac', to: 'c', late: 0.5 },
  { cut: 2, parts: 'bd', to: 'd' },
  { cut: 3, parts: 'ac', to: '=', late: 0.45 },
  { cut: 4, parts: 'abcd', to: '=' },
];
const direct: readonly Move[] = [
  { cut: 2, parts: 'abcd', to: '=', late: 0.47 },
  { cut: 3, parts: 'abcd', to: '=' },
];
/** The sums, of which the more is late the less purely they are held. */
const vagueSums = (late: number): readonly Move[] => [
  { cut: 1, parts: 'ab', to: ',', late },
  { cut: 1, parts: 'cd', to: '=', late },
  { cut: 2, parts: 'abcd', to: '=' },
];
const sumsModel = gpt2('sums-gpt2-1a', sums);
const twoAlgorithms: Story = { models: [sumsModel, llama('diffs-llama-2a', diffs)] };

/** cmpsum with no more than eight pairs: "abcd of the base, abcd of the source". */
const eightPairs = {
  name: 'cmpsum',
  template: '{a} {b} , {c} {d} =',
  variables: Object.fromEntries([...'abcd'].map((id) => [id, { range: [0, 4] }])),
  answer: { value: 'a + b > c + d' },
  answers: ['0', '1'],
  pairs: [
    ['4012', '0321'],
    ['0144', '4431'],
    ['3321', '1034'],
    ['1034', '2204'],
    ['2204', '3010'],
    ['4431', '0144'],
    ['0310', '4012'],
    ['1243', '3321'],
  ].map(([base, source]) => ({ base: valuesOf(base), source: valuesOf(source) })),
};

/** The same moves, some blocks apart. */
const deeper = (moves: readonly Move[], by: number) =>
  moves.map((move) => ({ ...move, cut: by * move.cut }));
const deepSums = gpt2('sums-gpt2-18', deeper(sums, 5), { blocks: 18 });
const deepModels = [deepSums, llama('diffs-llama-24', deeper(diffs, 5), { blocks: 24 })] as const;
const alikeDeep = [
  gpt2('sums-gpt2-10', deeper(sums, 3), { blocks: 10 }),
  llama('sums-llama-12', deeper(sumsAtComma, 3), { blocks: 12 }),
] as const;

/** By the name of its report. */
export const stories: Readonly<Record<string, Story>> = {
  /** 4 cuts x 6 spans against 5 cuts: a + b and c + d against a - c and d - b. */
  different: twoAlgorithms,
  /** The same algorithm in two families, with its variable at another span. */
  same: { models: [sumsModel, llama('sums-llama-2b', sumsAtComma)] },
  /** A checkpoint and its copy in int8: a little less sure, impure on the same pairs. */
  indistinguishable: {
    models: [sumsModel, gpt2('sums-gpt2-1a-int8', sums, { slope: 2.9, seed: sumsModel.name })],
  },
  /** Two models that bring everything together at once: no intermediate variable is held. */
  inconclusive: { models: [gpt2('direct-gpt2-1a', direct), gpt2('direct-gpt2-1b', direct)] },
  /** Sums that one model hardly holds, and of which it is open whether the other does. */
  undecided: {
    models: [
      gpt2('sums-gpt2-1a', vagueSums(0.2), { seed: 'vague' }),
      gpt2('sums-gpt2-1b', vagueSums(0.45), { seed: 'vague' }),
    ],
  },
  /** The same sums, of a model that hardly knows its answer: what its sites hold cannot be read. */
  unreadable: { models: [gpt2('sure', sums, { slope: 5 }), gpt2('unsure', sums, { slope: 0.15 })] },
  /** Sums that both hold, the one so much more purely that the interval holds the margin. */
  straddling: {
    models: [gpt2('sums-gpt2-1a', vagueSums(0)), gpt2('sums-gpt2-1b', vagueSums(0.16))],
  },
  /** On fewer pairs than a verdict takes. */
  'too-few-pairs': { ...twoAlgorithms, task: eightPairs, pairs: 256 },
  /** With twins that answer as their models do. */
  'controls-overlap': { ...twoAlgorithms, twinsAreModels: true },
  /** B looks at a and c alone: below the gate. */
  'not-comparable': {
    models: [sumsModel, llama('unsolved-llama-1b', diffs, { weights: [1, 0, -1, 0] })],
  },
  /** With sites that matter and that no mixture explains. */
  unexplained: {
    models: [
      gpt2('sums-gpt2-1a', sums, { unexplained: ['1 ,', '2 ='] }),
      llama('diffs-llama-2a', diffs, { unexplained: ['3 b'] }),
    ],
  },
  /** One model alone. */
  interpret: { models: [sumsModel] },
  /** Two deep models after a survey of few pairs. */
  survey: { models: deepModels, inLooks: { after: 0, standing: 'open', isRunning: true } },
  /** One algorithm at other depths, while a run goes on. */
  'so-far': { models: alikeDeep, inLooks: { after: 4, standing: 'open', isRunning: true } },
  /** Two algorithms: settled after three looks. */
  settled: { models: deepModels, inLooks: { after: 3, standing: 'settled', isRunning: false } },
  /** A deep model alone, until its budget was spent. */
  budget: { models: [deepSums], inLooks: { after: 1, standing: 'open', isRunning: false } },
};

/** What else two models may be seen to do; no page shows it. */
export const findings: Readonly<Record<string, Story>> = {
  /** B has only one of A's variables. */
  'no more': {
    models: [
      sumsModel,
      gpt2('half-gpt2-1a', [
        { cut: 1, parts: 'ab', to: 'b' },
        { cut: 2, parts: 'abcd', to: '=' },
      ]),
    ],
  },
  /** Alike in every answer, and no variable that one of them holds. */
  'none held': {
    models: [
      gpt2('sums-gpt2-1a', vagueSums(0.41), { seed: 'vague' }),
      gpt2('sums-gpt2-1b', vagueSums(0.48), { seed: 'vague' }),
    ],
  },
};

function valuesOf([a, b, c, d]: string) {
  return { a, b, c, d };
}
