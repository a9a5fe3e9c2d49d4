// Templates: text with variables in braces, cut into the pieces that become spans. All templates of
// a task have the same spans, in any order; a literal piece is known by its text, ignoring case.
import { quoted } from '../checkpoint/words.ts';
import type { Part, Prompt, Range, Span } from './task.ts';

/** One piece of a template and the white space before it. */
type Piece = {
  readonly before: string;
  /** Literal text, or the variable that stands here. */
  readonly text: string;
  readonly variable: boolean;
  readonly at: number; // index into the template
};

export type Template = {
  readonly written: string;
  readonly pieces: readonly Piece[];
  readonly after: string; // white space at the end
  /** The answer is marked before the piece of this index; undefined: not marked. */
  readonly marker: number | undefined;
  /** White space before the mark that belongs to the prompt. */
  readonly beforeMarker: string;
};

/** A literal text that is to be one span. */
export type NamedPiece = { readonly name: string; readonly text: string };

/** What is wrong with a template, and at which character of it. */
export class TemplateError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.name = 'TemplateError';
    this.at = at;
  }
}

/** A second of looking for named pieces in all templates of a file. */
const MAX_COMPARISONS = 10_000_000;

/** The work of finding named pieces, over all templates of a file. */
export type Search = { comparisons: number };

const PIECE = /(\s*)(?:\{\?\}|\[MASK\]|\{([^{}\s?]+)\}|((?:\{\{|\}\}|\[(?!MASK\])|[^\s{}[])+))/uy;

/** Cuts a template at white space and at variables. Throws TemplateError. */
export function readTemplate(
  written: string,
  named: readonly NamedPiece[],
  search: Search,
): Template {
  const pieces: Piece[] = [];
  let marker: number | undefined;
  let beforeMarker = '';
  const end = written.trimEnd().length;
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < end) {
    const from = PIECE.lastIndex;
    const match = PIECE.exec(written);
    if (!match) throw new TemplateError(braceMessage(written.slice(from)), from);
    const [whole, before, variable, literal] = match;
    const at = from + before.length;
    if (variable === undefined && literal === undefined) {
      if (marker !== undefined) throw new TemplateError('the answer is marked twice', at);
      marker = pieces.length;
      beforeMarker = beforeAnswer(before);
    } else {
      const text = variable ?? literal.replaceAll('{{', '{').replaceAll('}}', '}');
      pieces.push({ before, text, variable: variable !== undefined, at });
    }
    PIECE.lastIndex = from + whole.length;
  }
  if (pieces.length === 0) throw new TemplateError('the template has no words', 0);
  const after = written.slice(end);
  return joinNamed({ written, pieces, after, marker, beforeMarker }, named, search);
}

/** One space before a marked answer is its separator; any other white space is the prompt's. */
export function beforeAnswer(space: string): string {
  return space === ' ' ? '' : space;
}

function braceMessage(rest: string): string {
  const text = rest.trimStart();
  return `${quoted(text.slice(0, 20))} is not a variable; write {name}, and {{ or }} for a brace`;
}

/**
 * Runs of literal pieces whose text is a named one become one piece each. `search` counts how often
 * two words are compared; too often throws.
 */
function joinNamed(template: Template, named: readonly NamedPiece[], search: Search): Template {
  let joined = template;
  for (const { text } of named) {
    const words = text.trim().split(/\s+/);
    if (words.length > 1) joined = joinRuns(joined, words, search);
  }
  return joined;
}

function joinRuns({ pieces, marker, ...rest }: Template, words: readonly string[], search: Search) {
  const out: Piece[] = [];
  let moved = marker;
  for (let i = 0; i < pieces.length; i++) {
    const split = marker !== undefined && marker > i && marker < i + words.length;
    if (split || !standsAt(pieces, words, i, search)) {
      out.push(pieces[i]);
      continue;
    }
    const run = pieces.slice(i, i + words.length);
    const text = run.map((piece, k) => (k === 0 ? '' : piece.before) + piece.text).join('');
    out.push({ ...run[0], text });
    if (moved !== undefined && marker! > i) moved -= words.length - 1;
    i += words.length - 1;
  }
  return { ...rest, pieces: out, marker: moved };
}

function standsAt(
  pieces: readonly Piece[],
  words: readonly string[],
  at: number,
  search: Search,
): boolean {
  for (const [k, word] of words.entries()) {
    if (++search.comparisons > MAX_COMPARISONS) {
      throw new TemplateError('"spans" have too many words to be looked for here', 0);
    }
    const piece = pieces[at + k];
    if (piece === undefined || piece.variable || piece.text !== word) return false;
  }
  return true;
}

/** Parts in the order of `variables`: an occurrence each, numbered when there are several. */
export function partsOf(template: Template, variables: readonly string[]): readonly Part[] {
  return variables.flatMap((variable) => {
    const times = template.pieces.filter((p) => p.variable && p.text === variable).length;
    const number = (i: number) => (times === 1 ? variable : `${variable}${i + 1}`);
    return Array.from({ length: times }, (_, i) => ({ id: number(i), variable }));
  });
}

/**
 * The span of every piece of a template, in its order. A literal piece is called by its text, with
 * a number from its second occurrence on: "to", "to 2"; in quotes where a part has that name.
 */
export function spansOf(
  template: Template,
  parts: readonly Part[],
  named: readonly NamedPiece[],
): readonly Span[] {
  const taken = new Set(parts.map(({ id }) => id));
  const times = new Map<string, number>();
  const names = new Map(
    [...named].reverse().map(({ name, text }) => [text.trim().replace(/\s+/g, ' '), name]),
  );
  const next = (key: string) => times.set(key, (times.get(key) ?? 0) + 1).get(key)!;
  return template.pieces.map((piece) => {
    if (piece.variable) {
      const nth = next(`{${piece.text}}`);
      const own = parts.findIndex((part) => part.variable === piece.text);
      return { id: parts[own + nth - 1].id, part: own + nth - 1 };
    }
    const flat = piece.text.replace(/\s+/g, ' ');
    const name = names.get(flat) ?? flat;
    const nth = next(spanKey(name));
    const id = nth === 1 ? name : `${name} ${nth}`;
    return { id: taken.has(id) ? `"${id}"` : id, part: undefined };
  });
}

/** Spans of different templates are the same when their keys are. */
export function spanKey(id: string): string {
  return id.toLowerCase();
}

/** Fills a template in. `order[i]` is the index, in the task's spans, of the span of piece i. */
export function fillTemplate(
  template: Template,
  order: readonly number[],
  partOfSpan: (span: number) => number | undefined,
  values: readonly string[],
): Prompt {
  const spans: Range[] = new Array(order.length);
  let text = '';
  let marker: number | undefined;
  for (const [i, piece] of template.pieces.entries()) {
    if (template.marker === i) {
      text += template.beforeMarker;
      marker = text.length;
    }
    text += piece.before;
    const part = partOfSpan(order[i]);
    const start = text.length;
    text += part === undefined ? piece.text : values[part];
    spans[order[i]] = [start, text.length];
  }
  if (template.marker === template.pieces.length) {
    text += template.beforeMarker;
    marker = text.length;
  }
  return { text: text + template.after, spans, marker };
}
