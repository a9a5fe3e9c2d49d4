// SentencePiece's BPE, as llama.cpp runs it: of all neighbours that are a token together those of the best
// score are joined, of equal scores the first, until no two neighbours are one.

/** `scores` by id. A text's tokens; what is left of it that is no token stands there letter by letter. */
export function scoredBpe(
  ids: ReadonlyMap<string, number>,
  scores: Float64Array,
): (text: string) => string[] {
  return (text) => {
    const pieces = lettersOf(text);
    const pairs = new Heap();
    const offer = (left: number, right: number) => {
      if (left < 0 || right < 0) return;
      const { to } = pieces[right];
      const id = ids.get(text.slice(pieces[left].from, to));
      if (id !== undefined) pairs.push({ left, right, score: scores[id], to });
    };
    for (let i = 1; i < pieces.length; i++) offer(i - 1, i);
    for (let pair = pairs.pop(); pair; pair = pairs.pop()) {
      const { left, right, to } = pair;
      // One of them was joined with another neighbour meanwhile.
      if (pieces[left].next !== right || pieces[right].to !== to) continue;
      join(pieces, left, right);
      offer(pieces[left].before, left);
      offer(left, pieces[left].next);
    }
    const tokens: string[] = [];
    for (let i = text === '' ? NONE : 0; i !== NONE; i = pieces[i].next) {
      tokens.push(text.slice(pieces[i].from, pieces[i].to));
    }
    return tokens;
  };
}

const NONE = -1;

/** A stretch of the text, and the places of its neighbours. */
type Piece = { readonly from: number; to: number; before: number; next: number };

function lettersOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const letter of text) {
    const i = pieces.length;
    const to = from + letter.length;
    pieces.push({ from, to, before: i - 1, next: to === text.length ? NONE : i + 1 });
    from = to;
  }
  return pieces;
}

/** The left one grows, nothing leads to the right one any more. */
function join(pieces: readonly Piece[], left: number, right: number): void {
  const { to, next } = pieces[right];
  pieces[left].to = to;
  pieces[left].next = next;
  pieces[right].next = NONE;
  pieces[right].to = NONE;
  if (next !== NONE) pieces[next].before = left;
}

type Pair = {
  readonly left: number;
  readonly right: number;
  readonly score: number;
  /** Where the right one ended. */
  readonly to: number;
};

const isBefore = (a: Pair, b: Pair) =>
  a.score > b.score || (a.score === b.score && a.left < b.left);

/** Gives the first of its pairs. */
class Heap {
  readonly #pairs: Pair[] = [];

  push(pair: Pair): void {
    const pairs = this.#pairs;
    let at = pairs.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(pair, pairs[above])) break;
      pairs[at] = pairs[above];
      at = above;
    }
    pairs[at] = pair;
  }

  pop(): Pair | undefined {
    const pairs = this.#pairs;
    const first = pairs[0];
    const last = pairs.pop();
    if (last === undefined || pairs.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below + 1 < pairs.length && isBefore(pairs[below + 1], pairs[below])) below++;
      if (below >= pairs.length || !isBefore(pairs[below], last)) break;
      pairs[at] = pairs[below];
      at = below;
    }
    pairs[at] = last;
    return first;
  }
}
