// A study file: models and tasks by name, and what is expected of them. media/study.schema.json is the one
// source of what it may hold; what a schema cannot say is checked here, by line and column.
import schema from '../../../media/study.schema.json' with { type: 'json' };
import type { MachineOptions, RunOptions } from '../../protocol/engineService.ts';
import type { Expectation, ExpectationKind, StudyFileView } from '../../protocol/study.ts';
import { quoted } from '../checkpoint/words.ts';
import type { Files } from '../core/files.ts';
import { builtInTasks } from '../task/builtInTasks.ts';
import { type FileSource, fileReader } from '../task/jsonFile.ts';
import type { Path } from '../task/jsonSchema.ts';
import { readTextFile } from '../task/textFile.ts';
import { nameOf } from './expectationName.ts';

export type RunSettings = Omit<RunOptions, keyof MachineOptions>;

export type StudyFile = {
  readonly name: string;
  readonly description: string;
  readonly file: string;
  /** By name: paths as they are opened, or names of built-in tasks. */
  readonly models: ReadonlyMap<string, string>;
  readonly tasks: ReadonlyMap<string, string>;
  readonly expectations: readonly Expected[];
};

/** An expectation with all that holds for it. */
export type Expected = {
  readonly name: string;
  /** Of what it expects; `span`: of all of it. */
  readonly line: number;
  readonly column: number;
  readonly span: StudyFileView['expectations'][number]['span'];
  readonly task: string;
  readonly expectation: Expectation;
  readonly settings: RunSettings;
  readonly allowInconclusive: boolean;
};

/** The fields of media/study.schema.json. */
type StudyJson = {
  readonly name?: string;
  readonly description?: string;
  readonly models: Readonly<Record<string, string>>;
  readonly tasks: Readonly<Record<string, string>>;
  readonly settings?: RunSettings;
  readonly allowInconclusive?: boolean;
  readonly expectations: readonly ExpectationJson[];
};
type ExpectationJson = {
  readonly name?: string;
  readonly expect: ExpectationKind;
  readonly task?: string;
  readonly settings?: RunSettings;
  readonly allowInconclusive?: boolean;
} & Partial<Record<'a' | 'b' | 'model' | 'as', string>> & {
    readonly set?: readonly string[];
    readonly atLeast?: number;
    readonly drop?: number;
  };

const HINT = 'media/study.schema.json says what a study may hold; editors complete from it.';
const tooLong = 'Part it into several studies.';

const parseStudy = fileReader({
  code: 'study-invalid',
  schema,
  hints: {
    tooLong,
    tooLarge: tooLong,
    noJson: 'A study is JSON; comments and trailing commas are allowed.',
  },
});

/** `text`: what an editor holds of it. Throws EngineError 'study-invalid' with everything that is wrong. */
export async function readStudy(files: Files, path: string, text?: string): Promise<StudyFile> {
  const file = files.base(path);
  const read = text ?? (await readTextFile(files, path, 'study-invalid', tooLong));
  const source = parseStudy(read, file);
  const json = source.value as StudyJson;
  const folder = files.parent(path);
  const resolved = (name: string) => (isAbsolute(name) ? name : files.inside(folder, name));
  const reading = { json, source, names: new Map<string, number>() };
  const expectations = json.expectations.map((each, i) => expected(reading, each, i));
  checkLimits(source, json.settings ?? {}, ['settings']);
  checkNames(source, 'models', json.models);
  checkNames(source, 'tasks', json.tasks);
  source.throwProblems(HINT);
  const spans = source.places(json.expectations.map((_, i) => ['expectations', i]));
  const marks = source.places(json.expectations.map((_, i) => ['expectations', i, 'expect']));
  const isBuiltIn = (name: string) => builtInTasks.some((task) => task.name === name);
  return {
    name: json.name ?? file,
    description: json.description ?? '',
    file,
    models: mapped(json.models, resolved),
    tasks: mapped(json.tasks, (name) => (isBuiltIn(name) ? name : resolved(name))),
    expectations: expectations.map((one, i) => ({ ...one, ...marks[i].from, span: spans[i] })),
  };
}

/** "/x", "\x", "C:\x". */
function isAbsolute(path: string): boolean {
  return /^(?:[\\/]|[a-z]:[\\/])/i.test(path);
}

function mapped(record: Readonly<Record<string, string>>, change: (value: string) => string) {
  return new Map(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

type Reading = {
  readonly json: StudyJson;
  readonly source: FileSource;
  /** Names of expectations so far, each with its place. */
  readonly names: Map<string, number>;
};

/** What each kind needs, beside `expect`, and what it may have, beside what all may have. */
const keys: Readonly<
  Record<ExpectationKind, readonly [needs: readonly Key[], may: readonly Key[]]>
> = {
  indistinguishable: [['a', 'b'], []],
  'same interpretation': [['a', 'b'], []],
  different: [['a', 'b'], []],
  'not different': [['a', 'b'], []],
  'stays as': [['model', 'as'], ['drop']],
  holds: [['model', 'set', 'atLeast'], []],
  accuracy: [['model', 'atLeast'], []],
};
const modelKeys = ['a', 'b', 'model', 'as'] as const;
const ownKeys = [...modelKeys, 'set', 'atLeast', 'drop'] as const;
type Key = (typeof ownKeys)[number];

/** Its fields are only to be used once no problem was found. */
function expected(
  { json, source, names }: Reading,
  each: ExpectationJson,
  i: number,
): Omit<Expected, 'line' | 'column' | 'span'> {
  const at = ['expectations', i];
  const [needs, may] = keys[each.expect];
  for (const key of needs) {
    if (each[key] === undefined) {
      source.problem(at, `${quoted(key)} is missing, which ${quoted(each.expect)} takes`);
    }
  }
  for (const key of ownKeys.filter((one) => each[one] !== undefined)) {
    if (needs.includes(key) || may.includes(key)) continue;
    const takes = [...needs, ...may].map(quoted).join(', ');
    source.problem([...at, key], `${quoted(each.expect)} takes no ${quoted(key)}, but ${takes}`);
  }
  if (each.expect === 'accuracy' && each.atLeast === 1) {
    const why =
      'the interval of an accuracy never reaches 1, so it could not pass: give less, as 0.99';
    source.problem([...at, 'atLeast'], why);
  }
  for (const key of modelKeys) checkModel({ json, source }, each, key, i);
  const task = taskOf({ json, source }, each, i);
  const { settings = {} } = each;
  checkLimits(source, settings, [...at, 'settings']);
  const { name: given, expect, ...rest } = each;
  const expectation = { expect, ...own(rest), ...(expect === 'stays as' && dropOf(each)) };
  const isOneTask = Object.keys(json.tasks).length === 1;
  const name = given ?? nameOf(expectation as Expectation, isOneTask ? undefined : task);
  checkName(source, names, name, given === undefined ? at : [...at, 'name'], i);
  return {
    name,
    task,
    expectation: expectation as Expectation,
    settings: merged(json.settings ?? {}, settings),
    allowInconclusive: each.allowInconclusive ?? json.allowInconclusive ?? false,
  };
}

const dropOf = ({ drop = 0.05 }: ExpectationJson) => ({ drop });

function own(each: Partial<ExpectationJson>) {
  return Object.fromEntries(ownKeys.flatMap((key) => (key in each ? [[key, each[key]]] : [])));
}

function checkModel(
  { json, source }: Omit<Reading, 'names'>,
  each: ExpectationJson,
  key: (typeof modelKeys)[number],
  i: number,
): void {
  const name = each[key];
  if (name === undefined) return;
  const at = ['expectations', i, key];
  if (!Object.keys(json.models).includes(name)) {
    source.problem(at, `there is no model ${quoted(name)}; there is ${listed(json.models)}`);
  }
  const other = key === 'b' ? each.a : key === 'as' ? each.model : undefined;
  if (name === other) source.problem(at, `${quoted(name)} is compared with itself`);
}

function taskOf({ json, source }: Omit<Reading, 'names'>, each: ExpectationJson, i: number) {
  const all = Object.keys(json.tasks);
  if (each.task === undefined) {
    if (all.length > 1) {
      source.problem(
        ['expectations', i],
        `"task" is missing; it may be left out where there is one task; there is ${listed(json.tasks)}`,
      );
    }
    return all[0] ?? '';
  }
  if (!all.includes(each.task)) {
    source.problem(
      ['expectations', i, 'task'],
      `there is no task ${quoted(each.task)}; there is ${listed(json.tasks)}`,
    );
  }
  return each.task;
}

function checkLimits(source: FileSource, { pairs, work }: RunSettings, at: Path): void {
  if (pairs === undefined || work === undefined) return;
  const both = 'a number of pairs is exact, and then there is no limit of work: leave one out';
  source.problem([...at, 'work'], both);
}

/** Those of the expectation over those of the study: its pairs take the place of a work, and the other way round. */
function merged({ pairs, work, ...common }: RunSettings, given: RunSettings): RunSettings {
  const isLimited = given.pairs !== undefined || given.work !== undefined;
  return { ...common, ...(!isLimited && { pairs, work }), ...given };
}

function checkName(
  source: FileSource,
  names: Map<string, number>,
  name: string,
  at: Path,
  i: number,
): void {
  const before = names.get(name);
  if (before === undefined) names.set(name, i);
  else {
    source.problem(
      at,
      `${quoted(name)} is the name of expectation ${before + 1} too; give one of them another "name"`,
    );
  }
}

const LONGEST_NAME = 100;

function checkNames(source: FileSource, key: string, record: Readonly<Record<string, string>>) {
  for (const name of Object.keys(record)) {
    if (name.trim() !== '' && name.length <= LONGEST_NAME) continue;
    source.problem(
      [key, name],
      `a name of 1 to ${LONGEST_NAME} letters is wanted, found ${quoted(name)}`,
    );
  }
}

function listed(record: object): string {
  return Object.keys(record).map(quoted).join(', ');
}
