// A task whose inputs are rows of numbers: pictures, or tables. A pair is two rows. Taken by occurrence, a mixture has
// some regions of the source and the others of the base; by variable, it is another row of the data that has these
// variables' values, one that is like the base in as many regions as possible.
import { quoted } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';
import type { Random } from '../../core/random.ts';
import { membersOf, nothing, type PartSet, type TwoReadings } from '../partSet.ts';
import type { Mixed, Pair, Task, Values } from '../task.ts';
import { type Contents, contentsOf } from './contents.ts';
import type { NamedRegions } from './regions.ts';
import { type Rows, wrongData } from './rows.ts';

/** What a task of data has beside what every task has. */
export type RowData = {
  readonly rows: Rows;
  readonly regions: NamedRegions;
  /** A row whose region is the same, by row and region: the first that was asked for. */
  readonly contents: Contents;
};

/** Of what has no place in the input any more, after a flattening or a dense layer. */
export const wholeSpan = 'whole';

/** Draws of a source that is not the base. */
const mostTries = 200;

export type DataTask = Task & { readonly data: RowData };

export type Written = Pick<
  Task,
  'name' | 'description' | 'digest' | 'document' | 'file' | 'floor' | 'seed' | 'defaultPairs'
> & {
  /** The source is of another class. */
  readonly otherClass: boolean;
};

export function dataTask(
  { otherClass, ...written }: Written,
  rows: Rows,
  regions: NamedRegions,
): DataTask {
  const data: RowData = { rows, regions, contents: contentsOf(rows, regions) };
  const parts = regions.names.map((id) => ({ id, variable: id }));
  const { variables } = rows;
  const all = 2 ** variables.length - 1;
  const readings: TwoReadings = {
    depends: parts.map(() => all), // which region tells a variable is what is asked
    plain: parts.map(() => -1),
    variables: variables.length,
  };
  const valuesOf = (row: number): Values => parts.map(() => String(row));
  const wordsOf = (row: number) => variables.map(({ values }) => values[row]);
  const mixed = mixingRows(data, readings);
  const drawn = drawingRows(rows, otherClass);
  return {
    ...written,
    data,
    templates: [],
    forms: [[0]],
    parts,
    variables: variables.map(({ name }) => name),
    readings,
    notes: rows.notes,
    names: variables.map(({ name }) => name),
    derivation: '{}',
    spans: [...parts.map(({ id }, part) => ({ id, part })), { id: wholeSpan, part: undefined }],
    answers: rows.classes,
    classes: rows.classes,
    outcomes: rows.classes.map((_, k) => k),
    separator: '',
    listed: undefined,
    draw(random) {
      const [base, source] = drawn(random);
      return {
        template: 0,
        base: valuesOf(base),
        source: valuesOf(source),
        variables: { base: wordsOf(base), source: wordsOf(source) },
        right: [rows.labels[base]],
      };
    },
    prompt: (_, values) => {
      return {
        text: described(data, parts, values),
        spans: parts.map(() => [0, 0]),
        marker: undefined,
      };
    },
    rightTerms: 1,
    mixed,
  };
}

/** The source is any other row, or any row of another class: by class, those before the base's and those after. */
function drawingRows({ file, count, labels }: Rows, otherClass: boolean) {
  const byClass = Array.from({ length: count }, (_, row) => row);
  if (otherClass) byClass.sort((a, b) => labels[a] - labels[b]);
  const classes = new Map<number, { readonly first: number; size: number }>();
  for (const [at, row] of otherClass ? byClass.entries() : []) {
    const found = classes.get(labels[row]) ?? { first: at, size: 0 };
    classes.set(labels[row], found);
    found.size++;
  }
  if (classes.size === 1) {
    throw wrongData(file, 'all rows are of one class', '"source" asks for another answer.');
  }
  return (random: Random) => {
    const base = random.below(count);
    const { first, size } = classes.get(labels[base]) ?? { first: count, size: 0 };
    const other = () => {
      const at = random.below(count - size);
      return byClass[at < first ? at : at + size];
    };
    let source = other();
    for (let tries = 0; tries < mostTries && source === base; tries++) source = other();
    return [base, source] as const;
  };
}

/** By variable: rows that have all variables as asked; where the data have none, the mixture is known to be none. */
function mixingRows({ rows, contents }: RowData, readings: TwoReadings) {
  const { variables, labels } = rows;
  const byWords = new Map<string, number[]>();
  if (variables.length > 0) {
    for (let row = 0; row < rows.count; row++) {
      const key = JSON.stringify(variables.map(({ values }) => values[row]));
      const like = byWords.get(key);
      if (!like) byWords.set(key, [row]);
      else if (like.length < mostLike) like.push(row);
    }
  }
  /** Named by what is in the regions: rows that have the same there are one. */
  const contentOf = (values: Values): Values =>
    values.map((row, r) => String(contents.same(Number(row), r)));
  const mixedOf = (told: Values, right: Mixed['right']): Mixed => ({
    values: contentOf(told),
    right,
    told,
  });
  const known = new WeakMap<Pair, Map<PartSet, Mixed>>();
  const otherRow = ({ base, variables: words }: Pair, mask: number): Mixed => {
    const asked = words.base.map((word, v) => ((mask >>> v) & 1 ? words.source[v] : word));
    const found = byWords.get(JSON.stringify(asked)) ?? [];
    const own = contentOf(base);
    const likeness = (row: number) =>
      own.filter((value, r) => value === String(contents.same(row, r))).length;
    const row =
      found.length === 0 ? -1 : found.reduce((a, b) => (likeness(b) > likeness(a) ? b : a));
    return row < 0
      ? { values: [], right: undefined }
      : mixedOf(
          base.map(() => String(row)),
          [labels[row]],
        );
  };
  return (pair: Pair, set: PartSet): Mixed => {
    if (set === nothing) return mixedOf(pair.base, pair.right);
    const { reading, mask } = membersOf(set, readings);
    if (reading === 'occurrences' || mask === 2 ** variables.length - 1) {
      const isSource = reading === 'variables';
      const values = pair.base.map((value, r) =>
        isSource || (mask >>> r) & 1 ? pair.source[r] : value,
      );
      return mixedOf(values, undefined);
    }
    const of = known.get(pair) ?? new Map<PartSet, Mixed>();
    known.set(pair, of);
    const found = of.get(set) ?? otherRow(pair, mask);
    of.set(set, found);
    return found;
  };
}

/** Rows that a mixture is chosen from. */
const mostLike = 64;

/** "row 7 (odd)", "row 7 (odd) with c and d of row 9 (even)": most of it is of the row that is named first. */
function described({ rows }: RowData, parts: Task['parts'], values: Values): string {
  const row = (value: string) =>
    `row ${Number(value) + 1} (${rows.classes[rows.labels[Number(value)]]})`;
  const regionsOf = new Map<Values[number], string[]>();
  for (const [r, value] of values.entries()) {
    regionsOf.set(value, [...(regionsOf.get(value) ?? []), parts[r].id]);
  }
  const [[most], ...others] = [...regionsOf].sort(([, x], [, y]) => y.length - x.length);
  const taken = others.map(([value, ids]) => `${joined(ids)} of ${row(value)}`);
  return taken.length === 0 ? row(most) : `${row(most)} with ${taken.join(', ')}`;
}

function joined(ids: readonly string[]): string {
  return ids.length === 1 ? ids[0] : `${ids.slice(0, -1).join(', ')} and ${ids.at(-1)}`;
}

/** The task of plain texts has no data. */
export function isDataTask(task: Task): task is DataTask {
  return 'data' in task;
}

/** `asks`: what needs a task's words. Throws EngineError('task-kind') for a task of data. */
export function refuseData(task: Task, asks: string): void {
  if (!isDataTask(task)) return;
  const message = `${asks} asks for a task of prompts, and ${quoted(task.name)} has data`;
  throw new EngineError('task-kind', message, {
    hint: 'compare, fleet, trajectory and interpret take tasks of data.',
  });
}
