// The panel of one model or two, in every state of a run.
import type {
  CutRow,
  PanelModel,
  PanelProgress,
  PanelView,
} from '../../../src/protocol/panelService.ts';
import type { Report } from '../../../src/protocol/report.ts';
import { cannedReports, different, soFar, survey } from '../../support/cannedReports.ts';
import type { Canned } from './cannedPage.ts';
import { hostileNames, markup, megabyte, turned } from './hostileNames.ts';

type Header = NonNullable<PanelModel['header']>;

export function cannedHeader(with_: Partial<Header> = {}): Header {
  return {
    name: 'sums-gpt2-1a',
    container: 'safetensors',
    family: 'GPT-2',
    problems: [],
    notes: [],
    answers: true,
    shape: [
      ['blocks', '3'],
      ['width', '64'],
      ['heads', '4'],
      ['vocabulary', '120'],
      ['normalisation', 'LayerNorm'],
      ['positions', 'learned, 64'],
    ],
    parameters: 152_576,
    bytes: 613_204,
    tied: [],
    tensorCount: 40,
    ...with_,
  };
}

export function cannedModelOf(name: string, header: Header | null = cannedHeader()): PanelModel {
  return { path: `/models/${name}/model.safetensors`, name, header, failure: null };
}

const llama = cannedHeader({
  family: 'Llama',
  shape: [
    ['blocks', '4'],
    ['width', '64'],
    ['heads', '4'],
    ['vocabulary', '120'],
    ['normalisation', 'RMSNorm'],
    ['positions', 'rotary, base 10000'],
  ],
  parameters: 201_856,
  bytes: 809_740,
  tensorCount: 39,
});
const pair = [cannedModelOf('sums-gpt2-1a'), cannedModelOf('diffs-llama-2a', llama)];

const waiting: PanelView = {
  request: { models: pair.map(({ path }) => path), task: null, options: {} },
  models: pair,
  spans: null,
  phase: 'idle',
  failure: null,
  notes: [],
  report: null,
  edition: 0,
};
const asked: PanelView = { ...waiting, request: { ...waiting.request, task: 'cmpsum' } };
const running: PanelView = { ...asked, phase: 'running' };
export const standing: PanelView = { ...asked, phase: 'done', report: different() };
const halfway: PanelProgress = {
  fraction: 0.42,
  doing: 'Interchanging activations in B: cut 3 of 5',
  secondsLeft: 38,
  isAtMost: false,
};
/** Of a run in looks that knows something. */
const inLooks: PanelProgress = {
  fraction: 0.21,
  doing: '32 pairs: sums-gpt2-1a: interchanging at cut 12 of 30',
  secondsLeft: 140,
  isAtMost: true,
};
const spans = ['a', '+', 'b', ',', 'c', '='];
const capitals = ['The', 'capital', 'of', 'country', 'is', 'the', 'city', 'of'];
const deep = cannedModelOf('deep', cannedHeader({ shape: [['blocks', '30']] }));
const noMemory = {
  code: 'noMemory',
  message: 'the comparison needs about 14.2 GB and 5.9 GB are free',
  hint: 'Choose fewer pairs, close other programs, or raise congruity.memory.',
};
const skipped = 'README.md was skipped: it is not a checkpoint.';

const unreadable: PanelModel = {
  path: '/models/broken.safetensors',
  name: 'broken.safetensors',
  header: null,
  failure: {
    code: 'badFile',
    message: 'broken.safetensors: the header should be 8,312 bytes and the file ends after 17',
    hint: 'The download may have stopped early; fetch the file again.',
  },
};
const hostileHeader = cannedHeader({
  name: markup,
  container: markup,
  family: turned,
  problems: [markup, megabyte],
  notes: [megabyte, turned],
  shape: hostileNames.map((name) => [name, name]),
});
const hostileModels = [markup + turned, megabyte].map((name) => cannedModelOf(name, hostileHeader));

/** A training run that is watched. */
const run: PanelView['request'] = {
  models: ['/runs/run-a'],
  task: 'modsum',
  options: {},
  trajectory: true,
};

const done = (report: Report): PanelView => ({
  ...asked,
  ...(report.kind === 'trajectory' && { request: run }),
  phase: 'done',
  report,
  models: report.models.map(({ name }, i) => cannedModelOf(name, i === 0 ? undefined : llama)),
});

type State = readonly [name: string, PanelView, PanelProgress?];

const states: readonly State[] = [
  ['reading-headers', { ...waiting, models: pair.map((model) => ({ ...model, header: null })) }],
  ['headers', asked],
  ['waiting-for-task', waiting],
  ['starting', running],
  ['running', running, halfway],
  ['running-again', { ...standing, phase: 'running' }, { ...halfway, secondsLeft: 0.4 }],
  ['failed', { ...asked, phase: 'failed', failure: noMemory, notes: [skipped] }],
  ['failed-again', { ...standing, phase: 'failed', failure: noMemory }],
  ['cancelled', { ...asked, phase: 'cancelled' }],
  ['unreadable', { ...waiting, models: [pair[0], unreadable] }],
  [
    'hostile-headers',
    {
      ...asked,
      models: hostileModels,
      phase: 'failed',
      failure: { code: 'internal', message: markup + megabyte, hint: turned },
      notes: [markup, megabyte, turned],
    },
  ],
  [
    'hostile-running',
    { ...running, models: hostileModels, spans: [...hostileNames] },
    { fraction: 0.5, doing: markup + megabyte, secondsLeft: 7200, isAtMost: true },
  ],
  ['empty-map', { ...running, spans }, halfway],
  ['run-ahead', { ...running, request: run, models: [cannedModelOf('run-a')] }, halfway],
  ['empty-map-of-one', { ...running, models: [deep], spans: capitals }, halfway],
  ['so-far', { ...running, report: soFar() }, inLooks],
  ['unfinished', { ...asked, phase: 'cancelled', report: soFar() }],
  ['unfinished-failed', { ...asked, phase: 'failed', failure: noMemory, report: survey() }],
  // A calibration is asked for in a terminal alone.
  ...cannedReports
    .filter(([name]) => name !== 'calibrate')
    .map(([name, make]): State => [`done-${name}`, done(make())]),
];

/** Rows that a line of code makes, one in each model. */
export const rowsOfCode: readonly CutRow[] = [
  { model: 0, cut: 2 },
  { model: 1, cut: 3 },
];

export const panels: readonly (readonly [name: string, Canned])[] = [
  ...states.map(([name, view, progress]): readonly [string, Canned] => [
    `panel-${name}`,
    { answers: { ready: view }, tells: progress ? [['progress', progress]] : [] },
  ]),
  [
    'panel-rows-of-code',
    { answers: { ready: standing }, tells: [['frameRows', { rows: rowsOfCode }]] },
  ],
];
