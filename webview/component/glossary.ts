// The trade words of the report, with their meaning on the spot: by pointer and by focus.
import { h } from '../host/element.ts';
import { tipsFor } from '../host/tip.ts';

const meanings = {
  cut: 'A moment of the computation: cut 0 is the embedding, cut l the residual stream after block l − 1.',
  site: 'One cut at one span of the prompt, or at a span and every position after it up to the answer.',
  interchange:
    'The model runs on the base prompt, but at one site it is given the activation of the source prompt.',
  holds:
    'After an interchange here the model answers as if exactly this set of variables had been taken from the source.',
  mixture:
    'How much of the time the site acts as if each set of variables had been taken from the source: the weights add up to 1.',
  token: 'The word as it stands is taken from the source, and nothing that derives from it.',
  'and after': 'The span together with every position after it, up to the answer, as one site.',
  share: 'How much of a part’s whole effect on the answer passes here, from 0 to 1.',
  shares: 'How much of each part’s whole effect on the answer passes here, from 0 to 1.',
  unexplained: 'What no mixture of sets explains of the answers: 0 is none, 1 is chance.',
  strength: 'How far an interchange here moves the answer, in total variation from 0 to 1.',
  pairs:
    'How many prompt pairs the numbers of a row rest on. A run in looks begins with a survey of few pairs at every k-th cut, and between cuts that hold different things; then it measures more pairs where sets are held most purely.',
  profile:
    'How purely any place of the model holds exactly a set; what the prompt itself puts there does not count.',
  'profile distance':
    'The largest difference of the two profiles: how much more purely one model holds a set than the other. It decides.',
  'full distance':
    'The worst mismatch of the cuts of the two models, whatever their sites hold: whether any interchange tells them apart.',
  'merge distance': 'How differently the two models bring their inputs together, cut by cut.',
  'on answers': 'How probable all possible answers together are; the rest is other text.',
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
