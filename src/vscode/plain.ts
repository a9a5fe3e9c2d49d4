// Names and sentences from files on their way into the editor, whose labels and notifications take
// `$(error)` for an icon and `[text](command:...)` for a link. Here all of it stays text.
import { shown } from '../protocol/reportWords.ts';

const LONGEST_NAME = 80; // letters; as much as a label shows
const LONGEST_SENTENCE = 600; // a notification is no page: the log has the rest

/** A name as text on one line, without markup and of a bearable length. */
export function plainName(name: string): string {
  return plain(name, LONGEST_NAME);
}

/** A sentence that has names of files in it, as what an error says. */
export function plainSentence(sentence: string): string {
  return plain(sentence, LONGEST_SENTENCE);
}

function plain(text: string, most: number): string {
  return shown(text, most).replace(/([$\]])\(/g, '$1 (');
}
