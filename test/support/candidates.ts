// A model and a task in its tokens, as the analysis measures them.
import type { Candidate } from '../../src/engine/analysis/modelRun.ts';
import { Ready } from '../../src/engine/analysis/ready.ts';
import type { Model } from '../../src/engine/family/model.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';
import { fixtureTokenizer } from './tokenizers.ts';

/** With made-up digests; the tokenizer is there for the type and not used. */
export function candidateOf(model: Model, tokens: TokenTask, weights = 'weights'): Candidate {
  return {
    subject: {
      name: model.name,
      model,
      tokenizer: fixtureTokenizer('digits'),
      digests: { weights, config: 'config', tokenizer: 'tokenizer' },
      ready: new Ready(),
    },
    tokens,
  };
}
