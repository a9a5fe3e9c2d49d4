// The regions of a task of pictures or rows: what is taken from one row and put into another, and watched at every
// cut. Each number of a row is in one of them.
import { grouped, quoted } from '../../checkpoint/words.ts';
import { type Parted, type Rectangle, rectangleAt } from '../../dataflow/places.ts';
import { type Rows, sizeOf, wrongData } from './rows.ts';

/** Every set of regions may be what a site holds; beyond 12 the search takes longer than it tells. */
export const mostRegions = 12;

/** The field "regions" of a task file. */
export type RegionsJson =
  | { readonly grid: readonly [number, number] }
  /** In pixels: top, left, bottom, right; the last two are outside. */
  | { readonly rectangles: Readonly<Record<string, Rectangle>> }
  /** By name, or a column each. */
  | { readonly columns: Readonly<Record<string, readonly string[]>> | readonly string[] }
  /** Of pictures, in their order. */
  | { readonly channels: readonly string[] };

export type NamedRegions = {
  readonly names: readonly string[];
  /** How pictures are parted; undefined: into columns or channels, which the input alone has. */
  readonly picture: Parted | undefined;
  /** By number of a row as the task has it (channels last) its region. */
  readonly of: Int32Array;
};

/** What is in none of the regions that a file names. */
const elsewhere = 'elsewhere';

const COLUMNS =
  'Name the columns that the model reads as "input" of "data"; a column may be one of its "variables" too.';

export function readRegions(rows: Rows, json: RegionsJson | undefined, file: string): NamedRegions {
  const isPicture = rows.dims.length === 3;
  const wrong = (found: string, hint = 'docs/data-tasks.md says what regions may be.') =>
    wrongData(file, `"regions": ${found}`, hint);
  const given = json ?? (isPicture ? { grid: [3, 3] as const } : { columns: rows.columns ?? [] });
  const needs = 'columns' in given ? 'rows of columns' : 'pictures';
  if (isPicture === 'columns' in given) {
    throw wrong(
      `${Object.keys(given)[0]} are of ${needs}, a row has the shape ${rows.dims.join(' x ')}`,
    );
  }
  const check = (regions: number) => {
    if (regions < 2) {
      const left = regions === 1 ? 'one is' : 'none is';
      throw json === undefined && !isPicture
        ? wrongData(file, `of the columns ${left} left as input, at least 2 are needed`, COLUMNS)
        : wrong(`found ${regions}, at least 2 are needed`);
    }
    if (regions <= mostRegions) return;
    throw wrong(
      `found ${grouped(regions)}, 2 to ${mostRegions} are allowed`,
      'Put several together under one name.',
    );
  };
  // Before anything is made of a column each: there may be very many.
  if ('columns' in given && Array.isArray(given.columns) && given.columns.length > mostRegions) {
    check(given.columns.length);
  }
  const made = madeOf(rows, given, wrong);
  check(made.names.length);
  return made;
}

type Wrong = (found: string) => Error;

function madeOf(rows: Rows, json: RegionsJson, wrong: Wrong): NamedRegions {
  if ('grid' in json) {
    const { names, rectangles } = gridOf(json.grid);
    return inPicture(rows, names, rectangles, wrong);
  }
  if ('rectangles' in json) {
    const [h, w] = rows.dims;
    const parts = Object.entries(json.rectangles);
    const rectangles = parts.map(([name, [top, left, bottom, right]]): Rectangle => {
      if (0 <= top && top < bottom && bottom <= h && 0 <= left && left < right && right <= w) {
        return [top / h, left / w, bottom / h, right / w];
      }
      throw wrong(`${quoted(name)} is not within a picture of ${h} x ${w}`);
    });
    return inPicture(
      rows,
      parts.map(([name]) => name),
      rectangles,
      wrong,
    );
  }
  const [names, of] =
    'channels' in json
      ? byChannel(rows, json.channels, wrong)
      : byColumn(rows, json.columns, wrong);
  return { names, of, picture: undefined };
}

/** By how many there are beside each other. */
const words: Readonly<Record<number, readonly (readonly [row: string, column: string])[]>> = {
  1: [['', '']],
  2: [
    ['top', 'left'],
    ['bottom', 'right'],
  ],
  3: [
    ['top', 'left'],
    ['middle', 'centre'],
    ['bottom', 'right'],
  ],
};

/** "top left" to "bottom right" of up to three by three; else "r1c4". */
function gridOf([height, width]: readonly [number, number]) {
  const cells = Array.from({ length: height * width }, (_, i) => [
    Math.floor(i / width),
    i % width,
  ]);
  const nameOf = ([r, c]: readonly number[]) => {
    if (!words[height] || !words[width]) return `r${r + 1}c${c + 1}`;
    return `${words[height][r][0]} ${words[width][c][1]}`.trim();
  };
  return {
    names: cells.map(nameOf),
    rectangles: cells.map(
      ([r, c]): Rectangle => [r / height, c / width, (r + 1) / height, (c + 1) / width],
    ),
  };
}

function inPicture(
  { dims: [h, w, c] }: Rows,
  named: readonly string[],
  rectangles: readonly Rectangle[],
  wrong: Wrong,
): NamedRegions {
  const cells = Int32Array.from({ length: h * w }, (_, cell) => {
    const [y, x] = [(Math.floor(cell / w) + 0.5) / h, ((cell % w) + 0.5) / w];
    const first = rectangleAt(rectangles, y, x);
    const second = first + 1 + rectangleAt(rectangles.slice(first + 1), y, x);
    if (second < rectangles.length) {
      throw wrong(`${quoted(named[first])} and ${quoted(named[second])} overlap`);
    }
    return first;
  });
  const empty = named.find((_, r) => !cells.includes(r));
  if (empty !== undefined) throw wrong(`${quoted(empty)} has no pixel of ${h} x ${w}`);
  const hasMore = cells.includes(rectangles.length);
  return {
    names: [...named, ...(hasMore ? [elsewhere] : [])],
    picture: { rectangles, hasMore },
    of: Int32Array.from({ length: h * w * c }, (_, i) => cells[Math.floor(i / c)]),
  };
}

function byChannel({ dims }: Rows, names: readonly string[], wrong: Wrong) {
  const channels = dims[2];
  if (names.length !== channels) throw wrong(`${names.length} channels, a picture has ${channels}`);
  return [names, Int32Array.from({ length: sizeOf(dims) }, (_, i) => i % channels)] as const;
}

function byColumn(
  { dims: [size], columns }: Rows,
  json: Readonly<Record<string, readonly string[]>> | readonly string[],
  wrong: Wrong,
) {
  const known = columns ?? Array.from({ length: size }, (_, k) => `c${k + 1}`);
  const isList = Array.isArray(json);
  const groups = isList
    ? (json.length > 0 ? json : known).map((name: string) => [name, [name]] as const)
    : Object.entries(json);
  const of = new Int32Array(size).fill(-1);
  for (const [r, [, members]] of groups.entries()) {
    for (const name of members) {
      const at = known.indexOf(name);
      if (at < 0) throw wrong(`no column is called ${quoted(name)}`);
      if (of[at] >= 0) throw wrong(`${quoted(name)} is in two regions`);
      of[at] = r;
    }
  }
  const hasMore = of.includes(-1);
  const names = [...groups.map(([name]) => name), ...(hasMore ? [elsewhere] : [])];
  return [names, of.map((r) => (r < 0 ? groups.length : r))] as const;
}
