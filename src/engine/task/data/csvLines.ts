// The lines of a table of text, a piece of the file after the other: a cell takes far more memory than its letters.
import Papa from 'papaparse';
import { grouped } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';
import type { ByteSource } from '../../core/files.ts';
import type { Job } from '../../core/job.ts';
import { wrongData } from './rows.ts';

/** MNIST's 60,000 rows of 785 columns have 110 MB. */
const mostTextBytes = 256 * 2 ** 20;
const pieceBytes = 2 ** 20;
/** A picture of 256 x 256 in colour has 196,608 numbers. */
const mostColumns = 200_000;
/** So many columns of 20 letters. */
const longestLine = 4 * 2 ** 20;
/** For the rows that are read, which are 20,000: the others are blank, or ends of lines within cells. */
const mostLines = 1_000_000;

/** Shows `take` the lines until it says that it has enough; returns how many were not shown, blank ones too. */
export async function readLines(
  job: Job,
  source: ByteSource,
  file: string,
  take: (lines: readonly string[][]) => boolean,
): Promise<number> {
  if (source.size > mostTextBytes) {
    const found = `${grouped(source.size)} bytes, ${grouped(mostTextBytes)} are allowed`;
    throw wrongData(file, found, 'Leave out rows, or keep them in an .npz or .safetensors file.');
  }
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let delimiter: string | undefined;
  let rest = '';
  let lines = 0;
  for (let at = 0; at < source.size; at += pieceBytes) {
    job.progress(at / source.size, `reading ${file}`);
    await job.pause();
    const bytes = await source.read(at, Math.min(pieceBytes, source.size - at));
    const isLast = at + pieceBytes >= source.size;
    const text = rest + decoded(decoder, bytes, isLast, file);
    const end = isLast ? text.length : endOfLines(text);
    rest = text.slice(end);
    if (rest.length > longestLine) throw wrongData(file, tooLong, 'Is it a table of text?');
    const whole = text.slice(0, end);
    lines += checkedLines(whole, file);
    if (lines > mostLines) throw wrongData(file, tooMany, 'Leave out the blank ones.');
    const { data, meta } = Papa.parse<string[]>(whole, { skipEmptyLines: 'greedy', delimiter });
    if (data.length > 0) delimiter ??= meta.delimiter;
    if (!take(data)) return linesAfter(job, source, at + pieceBytes);
  }
  return 0;
}

const tooMany = `it has over ${grouped(mostLines)} lines for fewer rows than are read`;
const tooLong = `a line has over ${grouped(longestLine)} letters, as many are allowed`;

function decoded(decoder: TextDecoder, bytes: Uint8Array, isLast: boolean, file: string): string {
  try {
    return decoder.decode(bytes, { stream: !isLast });
  } catch (cause) {
    const message = `${file} is not UTF-8 text`;
    throw new EngineError('file-format', message, { cause, hint: 'Save the file as UTF-8.' });
  }
}

const code = (letter: string) => letter.charCodeAt(0);
const [quote, feed, carriage] = ['"', '\n', '\r'].map(code);
const separators = [',', ';', '\t', '|'].map(code);

/** Behind the last line that has ended: a cell in quotes may have ends of lines in it. */
function endOfLines(text: string): number {
  let end = 0;
  let isQuoted = false;
  let before = feed;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (isQuoted) {
      if (letter === quote && text.charCodeAt(at + 1) === quote) at++;
      else if (letter === quote) isQuoted = false;
    } else if (letter === quote) {
      isQuoted = before === feed || before === carriage || separators.includes(before);
    } else if (letter === feed) end = at + 1;
    else if (letter === carriage && at + 1 < text.length && text.charCodeAt(at + 1) !== feed) {
      end = at + 1;
    }
    before = letter;
  }
  return end;
}

/** How many there are, before cells are made of them. */
function checkedLines(text: string, file: string): number {
  let columns = 0;
  let lines = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charCodeAt(at);
    if (letter === feed || letter === carriage) {
      columns = 0;
      lines++;
    } else if (separators.includes(letter)) columns++;
    if (columns < mostColumns) continue;
    const found = `a line has over ${grouped(mostColumns)} columns, as many are allowed`;
    throw wrongData(file, found, 'Keep larger rows in an .npz or .safetensors file.');
  }
  return lines;
}

async function linesAfter(job: Job, source: ByteSource, start: number): Promise<number> {
  let lines = 0;
  let last = feed;
  for (let at = start; at < source.size; at += pieceBytes) {
    await job.pause();
    const bytes = await source.read(at, Math.min(pieceBytes, source.size - at));
    for (let i = bytes.indexOf(feed); i >= 0; i = bytes.indexOf(feed, i + 1)) lines++;
    last = bytes[bytes.length - 1];
  }
  return last === feed ? lines : lines + 1;
}
