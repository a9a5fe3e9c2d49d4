// How wide a text will be, without asking a browser: estimates are enough to decide what is written,
// and keep every drawing the same on every machine. Pure.
import { middle } from '../../src/protocol/reportWords.ts';

const narrow = new Set("iljtfI.,:;'|!()[]{} -");
const broad = new Set('mwMW@%');

/** Estimated width in pixels of `text` at `size` pixels in a common sans-serif. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const letter of text) {
    if (narrow.has(letter)) ems += 0.36;
    else if (broad.has(letter)) ems += 0.92;
    else ems += (letter.codePointAt(0) ?? 0) >= 0x1100 ? 1.05 : 0.6;
  }
  return ems * size;
}

/** `text`, or its ends around an ellipsis, within `width` pixels; '' when not even that fits. */
export function fitText(text: string, size: number, width: number): string {
  // No text of a thousand letters fits; cutting first keeps a megabyte from being measured.
  if (text.length <= 1000 && textWidth(text, size) <= width) return text;
  const couldFit = Math.ceil(width / (0.36 * size)) + 1; // all of them narrow
  for (let most = Math.min(text.length - 1, couldFit); most >= 2; most--) {
    const cut = middle(text, most);
    if (textWidth(cut, size) <= width) return cut;
  }
  return '';
}

/** The first of `texts` that fits whole within `width` pixels; '' when none does. */
export function firstFitting(texts: readonly string[], size: number, width: number): string {
  return texts.find((text) => text.length <= 200 && textWidth(text, size) <= width) ?? '';
}
