// Names and sentences from files on their way into the editor, whose labels and notifications take
// `$(error)` for an icon and `[text](command:...)` for a link. Here all of it stays text.
import { middle, shown } from '../protocol/reportWords.ts';

const LONGEST_NAME = 80; // letters; as much as a label shows
const LONGEST_IN_LIST = 28; // of two names on one line of a side bar or over a class
const LONGEST_TEXT = 600; // a notification is no page: the log has the rest

/** A name as text on one line, without markup and of a bearable length. */
export function plainName(name: string, most = LONGEST_NAME): string {
  return plain(middle(name, most));
}

/** A name of several on one line. */
export function nameInList(name: string): string {
  return plainName(name, LONGEST_IN_LIST);
}

/** A path, or a sentence that has names of files in it, as what an error says. */
export function plainText(text: string): string {
  return plain(shown(text, LONGEST_TEXT));
}

function plain(text: string): string {
  return shown(text).replace(/([$\]])\(/g, '$1 (');
}
