// What somebody's program calls the module that holds a model: "gpt", "student", "net.encoder". No list knows these
// words; but every block of the model stands behind the same one.
import type { Dialect } from './dialect.ts';

/** What may stand before the root, in any order and number: PEFT's, TRL's, trainers' and larger models' names of a model. */
export const outer = [
  'base_model',
  'pretrained_model',
  'model',
  'net',
  'network',
  'language_model',
  'text_model',
];

/** Buffers that programs keep beside weights: masks, frequencies, position ids, counts of batches. */
export const buffers =
  /(?:^|\.)(?:rotary_emb\.\w*inv_freq|rotary_emb\.(?:cos|sin)_cached|position_ids|masked_bias|attn\.(?:mask|IGNORE)|num_batches_tracked)$/;

/** Masks and tables that dialects ignore under names that elsewhere are weights'. */
const masks = /\.(?:attn|attention)\.(?:bias|embed_positions)$|^rope_freqs\.weight$/;

/** Of the tensors that a dialect ignores, those that no training has changed. */
export function isBuffer(name: string): boolean {
  return buffers.test(name) || masks.test(name);
}

/** What stands before the blocks in the names of tensors that tell a dialect; '' where that is the root and known words. */
export class Holders {
  readonly #dialect: Dialect;
  readonly #place: RegExp;
  readonly #found = new Set<string>();
  /** The first tensor by which the dialect is told. */
  first: string | undefined;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    const root = dialect.root === '' ? '' : `(?:${plain(dialect.root)}\\.)?`;
    const block = `${plain(dialect.blocks)}\\.\\d+\\.${plain(dialect.telling)}`;
    this.#place = new RegExp(`^((?:[^.]+\\.)*?)${root}${block}$`);
  }

  /** `name`: the file's name of a tensor; `bare`: without what wrappers put into it. */
  look(name: string, bare: string): void {
    const before = this.#place.exec(bare)?.[1];
    if (before === undefined) return;
    this.first ??= name;
    this.#found.add(this.#strange(before));
  }

  /** Holders of as many models; one of them or none is the usual. */
  all(): readonly string[] {
    return this.#found.has('') ? [''] : [...this.#found];
  }

  /** As far as the last word that is on no list. */
  #strange(before: string): string {
    const words = before.split('.').slice(0, -1);
    const known = (word: string) => outer.includes(word) || word === this.#dialect.root;
    const last = words.findLastIndex((word) => !known(word));
    return words
      .slice(0, last + 1)
      .map((word) => `${word}.`)
      .join('');
  }
}

function plain(text: string): string {
  return text.replaceAll('.', '\\.');
}
