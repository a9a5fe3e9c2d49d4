// How a model of a run reads prompts.
import type { Reader } from '../task/promptTokens.ts';
import type { TokenGraphSubject, TokenSubject } from './models.ts';

type Reads =
  | Pick<TokenSubject, 'model' | 'tokenizer'>
  | Pick<TokenGraphSubject, 'model' | 'tokenizer'>;

export function readerOf({ model, tokenizer }: Reads): Reader {
  if ('kind' in model) {
    const { masked, maxLength, sight } = model;
    return { tokenizer, masked, maxLength, rows: sight.logits.width };
  }
  const { masked } = model.parts;
  const { maxLength, vocabulary } = model.spec;
  return { tokenizer, masked, maxLength, rows: vocabulary };
}
