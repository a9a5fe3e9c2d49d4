// How a model of a run reads prompts.
import type { Reader } from '../task/promptTokens.ts';
import type { TokenSubject } from './models.ts';

export function readerOf({ model, tokenizer }: Pick<TokenSubject, 'model' | 'tokenizer'>): Reader {
  const { masked } = model.parts;
  const { maxLength, vocabulary } = model.spec;
  return { tokenizer, masked, maxLength, rows: vocabulary };
}
