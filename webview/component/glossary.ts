// The trade words of the report, with their meaning on the spot: by pointer and by focus.
import { h } from '../host/element.ts';
import { tipsFor } from '../host/tip.ts';

const meanings = {
  cut: 'A moment of the computation: cut 0 is the embedding, cut l the residual stream after block l − 1.',
  site: 'One cut at one span of the prompt.',
  interchange:
    'The model runs on the base prompt, but at one site it is given the activation of the source prompt.',
  share: 'How much of a part’s whole effect on the answer passes here, from 0 to 1.',
  crisp: 'The site acts as if whole parts had been taken from the source prompt.',
  hybrid: 'Parts arrive here in shares: no set of whole parts explains the site.',
  crispness: 'How well the label explains the site: 1 wholly, 0 not at all.',
  unexplained: 'The least mismatch with any set of whole parts: 0 is none, 1 is chance.',
  strength: 'How far an interchange here moves the answer, in total variation from 0 to 1.',
  'causal distance':
    'The worst mismatch of the cuts and sites of the two models, each counted as far as it is crisp.',
  'full distance': 'The worst mismatch of their cuts, each counted in full, crisp or not.',
  'merge distance': 'How differently the two models bring their inputs together, cut by cut.',
} as const;

type Word = keyof typeof meanings;

/** The word as it stands in the text, with its meaning. */
export function term(word: Word, text: string = word): HTMLElement {
  return h('dfn', { class: 'term', tabindex: 0, 'data-term': word }, text);
}

/** A fact's name, explained where it is a word of the trade. */
export function termOr(word: string): HTMLElement | string {
  return Object.hasOwn(meanings, word) ? term(word as Word) : word;
}

/** Shows the meanings of all terms within `root`. */
export function explainTerms(root: HTMLElement): void {
  tipsFor(root, '.term', (element) => {
    const word = element.getAttribute('data-term') as Word;
    return h('div', {}, h('p', { class: 'tip-head' }, word), h('p', {}, meanings[word]));
  });
}
