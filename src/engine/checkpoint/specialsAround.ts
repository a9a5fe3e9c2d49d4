// The post-processor that puts tokens around a text, as a tokenizer.json has it.
import type { JsonObject } from './checkpoint.ts';

export type Special = { readonly id: number; readonly content: string };

/** `text` stands for the text itself. */
export function specialsAround(pieces: readonly (Special | 'text')[]): JsonObject {
  const specials = pieces.filter((piece) => piece !== 'text');
  return {
    type: 'TemplateProcessing',
    single: pieces.map(
      (piece): JsonObject =>
        piece === 'text'
          ? { Sequence: { id: 'A', type_id: 0 } }
          : { SpecialToken: { id: piece.content, type_id: 0 } },
    ),
    pair: [],
    special_tokens: Object.fromEntries(
      specials.map(({ id, content }) => [content, { id: content, ids: [id], tokens: [content] }]),
    ),
  };
}
