// Which dialect a checkpoint is in. Every dialect is a candidate, with what speaks for it and against it: the
// names of the tensors and what config.json says. The config decides; without tensors nothing can be computed.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Dialect } from './dialect.ts';
import { listed, unknown } from './errors.ts';
import { type Saying, saying } from './modelType.ts';
import { toldBy } from './names.ts';

export type Candidate = {
  readonly dialect: Dialect;
  /** By whose settings the config is read; undefined: it does not say. */
  readonly type: string | undefined;
  /** A tensor in a block by which the dialect is told. */
  readonly tensor: string | undefined;
  /** What in the config speaks against it. */
  readonly against: string | undefined;
  /** Titles of others that have the same names, and are told by the config alone. */
  readonly alike: readonly string[];
  /** For and against, a sentence each. */
  readonly evidence: readonly string[];
  readonly score: number;
};

/** The config outweighs the tensors, their names how they lie: nanoGPT has GPT-2's names. */
const weights = { config: 2, tensors: 1, otherwise: 0.5 };

/** Best first; equal ones in the order of the list. */
export function candidates(checkpoint: Checkpoint, dialects: readonly Dialect[]): Candidate[] {
  const told = toldBy([...checkpoint.tensors.keys()], dialects);
  const lies = (dialect: Dialect) => {
    const shape = checkpoint.tensors.get(told.get(dialect) ?? '')?.shape;
    return shape === undefined || dialect.tellingShape?.(shape) !== false;
  };
  const byConfig = dialects.filter((one) => one.byConfig && told.has(one) && lies(one));
  const all = dialects.map((dialect): Candidate => {
    const { config: json, configWords } = checkpoint;
    const said: Saying = json ? saying(json, configWords, dialect, dialects) : {};
    const { type, isOther = false, words } = said;
    const tensor = told.get(dialect);
    const config = isOther ? -weights.config : type === undefined ? 0 : weights.config;
    const named = lies(dialect) ? weights.tensors : weights.otherwise;
    return {
      dialect,
      type,
      tensor,
      against: isOther ? words : undefined,
      alike: byConfig
        .filter((other) => other !== dialect && told.get(other) === tensor)
        .map(({ title }) => title),
      evidence: [
        ...(tensor === undefined ? [] : [`tensor ${tensor} is of ${dialect.title}`]),
        ...(words === undefined ? [] : [words]),
      ],
      score: config + (tensor === undefined ? 0 : named),
    };
  });
  return all.sort((a, b) => b.score - a.score);
}

/** Throws EngineError 'model-unknown' where there is no candidate, or two that are as good. */
export function selected(checkpoint: Checkpoint, dialects: readonly Dialect[]): Candidate {
  const refused = (found: string) => unknown(checkpoint, found, dialects);
  const all = candidates(checkpoint, dialects);
  const isTold = ({ tensor, type, dialect }: Candidate) =>
    tensor !== undefined && (type !== undefined || !dialect.byConfig);
  const [best, second] = all.filter(isTold);
  if (!best) {
    if (checkpoint.tensors.size === 0) throw refused('it holds no tensors');
    const [{ evidence }] = all; // of tensors there is none
    const though = evidence.length === 0 ? '' : `, though ${evidence.join(', ')}`;
    throw refused(`no family has ${listed([...checkpoint.tensors.keys()])}${though}`);
  }
  if (best.against === undefined && second?.score === best.score) {
    const both = [...best.evidence, ...second.evidence].join(', ');
    throw refused(`${both}, and ${checkpoint.configWords.it} does not say which counts`);
  }
  return best;
}
