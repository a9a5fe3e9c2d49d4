// A checkpoint that is rewritten during a run: the run says that the file changed, or all that it says
// and keeps belongs to one content. Together the rows try every second moment; npm run attack tries more.
import { beforeAll, expect, test } from 'vitest';
import {
  type Content,
  checkRewritten,
  contentOf,
  momentsOf,
  type Truth,
  truthOf,
  type Way,
  ways,
  withText,
} from '../support/rewriting.ts';
import { sample } from '../support/samples.ts';
import { share } from '../support/share.ts';

const before = contentOf(sample('ab-llama'));
const otherWeights: Content = new Map([
  ...before,
  ['model.safetensors', contentOf(sample('bc-llama')).get('model.safetensors')!],
]);
const rewritten: readonly (readonly [string, Content])[] = [
  ['the weights', otherWeights],
  ['config.json alone', withText(before, 'config.json', '1e-05', '1e-02')],
  ['tokenizer.json alone', withText(before, 'tokenizer.json', '"4": 4, "5": 5', '"5": 4, "4": 5')],
  ['weights and config.json', withText(otherWeights, 'config.json', '1e-05', '1e-02')],
];

let moments: number;
let old: Truth;
const truths = new Map<Content, Truth>();

/** What is said of the content that comes, which is told once. */
async function truthAfter(after: Content): Promise<Truth> {
  const truth = truths.get(after) ?? (await truthOf(after));
  truths.set(after, truth);
  return truth;
}

beforeAll(async () => {
  moments = await momentsOf(before);
  old = await truthOf(before);
});

const rows = rewritten.flatMap(([what, after]) =>
  (Object.keys(ways) as Way[]).map((way) => ({ what, way, after })),
);

test.each(
  share(
    rows.map((row, i) => ({ ...row, i })),
    6,
  ),
)('$what, $way', async ({ after, way, i }) => {
  const either = [old, await truthAfter(after)];
  const seen = new Set([await checkRewritten(before, after, way, 0, either)]);
  expect(seen).toEqual(new Set(['content 1'])); // nothing was read yet
  for (let moment = 1 + 2 * i; moment < moments; moment += 2 * rows.length) {
    seen.add(await checkRewritten(before, after, way, moment, either));
  }
  expect(seen.size).toBeGreaterThan(1);
});
