// The process's side of the contract: parses what it is given, once a text, and matches it.
import { keepLatest } from '../protocol/latest.ts';
import type { Handlers } from '../protocol/server.ts';
import type {
  BlockView,
  ClassView,
  MatchRequest,
  Snapshot,
  SourceService,
  SourceText,
} from '../protocol/sourceService.ts';
import { changesSince, disagreements, snapshotOf } from './changes.ts';
import { bestMatch, blockLists, definingClasses, tensorLine, whole } from './find.ts';
import type { Match } from './match.ts';
import { moduleClasses } from './moduleClass.ts';
import type { PythonParser } from './parser.ts';
import { type Program, programOf } from './program.ts';
import type { Structure } from './structure.ts';
import type { ClassDef, PythonFile } from './syntax.ts';
import { type Work, workOf } from './work.ts';

const mostKept = 200; // parsed files
/** Of one call, ms: what asks kills the process soon after. Model files take a tenth. */
const longestCall = 1500;
/** Steps of one call: a file of a hundred classes that are all followed to their ends. */
const mostWork = 10_000_000;

/**
 * @param digestOf SHA-256 of texts, in hex
 * @param now the time that this process has used, ms
 * @param readText the text of a file that is not open in the editor; undefined: it is not to be had
 */
export function sourceHandlers(
  parser: PythonParser,
  digestOf: (texts: readonly string[]) => string,
  now: () => number,
  readText: (file: string) => string | undefined,
): Handlers<SourceService> {
  const kept = new Map<string, { readonly stamp: string; readonly file: PythonFile | undefined }>();

  const parse = ({ file: path, text = readText(path) }: SourceText) =>
    text === undefined ? undefined : parser.parse(path, text);
  const parsed = (source: SourceText): PythonFile | undefined => {
    const { file: path, stamp } = source;
    const known = kept.get(path);
    const file = known?.stamp === stamp ? known.file : parse(source);
    keepLatest(kept, path, { stamp, file }, mostKept);
    return file;
  };
  const program = (files: readonly SourceText[], work: Work): Program =>
    programOf(
      files.flatMap((one) => parsed(one) ?? []),
      work,
    );
  const classesOf = (of: Program, [first]: readonly SourceText[]) =>
    moduleClasses(of).filter((def) => def.file === first?.file);
  const matches = (request: MatchRequest, className: string | undefined) => {
    const work = workOf(now, longestCall, mostWork);
    const of = program(request.files, work);
    const found = classesOf(of, request.files)
      .filter((def) => className === undefined || def.name === className)
      .map((def) => bestMatch(of, def, request.tensors, request.config, work));
    return { of, found: whole(found) };
  };
  const viewOf = (of: Program, found: Match, since: Snapshot | undefined): ClassView => {
    const { structure, verdict, score } = found;
    const { className, file, line } = structure;
    const broken = structure.broken || structure.unread;
    return {
      ...{ className, file, line, broken, verdict, score },
      blocks: blockViews(of, found),
      digest: digestOf(textsOf(of, structure)),
      snapshot: snapshotOf(structure),
      changes: since ? changesSince(since, structure) : [],
      disagreements: disagreements(found),
    };
  };

  return {
    ready: async () => null,
    async read(_, { file }) {
      const found = parsed(file);
      return found ? { broken: found.broken, imports: importsOf(found) } : null;
    },
    async moduleClasses(_, { files }) {
      return classesOf(program(files, workOf(now, longestCall, mostWork)), files).map(
        ({ name }) => name,
      );
    },
    async definingClasses(_, { files, tensors, config, since }) {
      const work = workOf(now, longestCall, mostWork);
      const of = program(files, work);
      const found = definingClasses(of, tensors, config, work, classesOf(of, files));
      return found.map((one) => viewOf(of, one, since));
    },
    async matchClasses(_, { className, since, ...request }) {
      const { of, found } = matches(request, className);
      return found.map((one) => viewOf(of, one, since));
    },
    async tensorLine(_, { className, tensor, ...request }) {
      const [found] = matches(request, className).found;
      return (found && tensorLine(found, tensor)) ?? null;
    },
  };
}

function importsOf({ stars, imports }: PythonFile): readonly string[] {
  const named = [...imports.values()].flatMap(({ module, name }) =>
    name === undefined ? [module] : [module, `${module}${module.endsWith('.') ? '' : '.'}${name}`],
  );
  return [...new Set([...stars, ...named])];
}

function blockViews(of: Program, found: Match): readonly BlockView[] {
  return blockLists(found).map(({ path, line, definition }) => {
    const def = definition && classAt(of, definition);
    return {
      all: path.at(-1) === '*',
      made: line,
      definition: def ? { file: def.file, line: def.line, endLine: def.endLine } : null,
    };
  });
}

function classAt({ files }: Program, at: { readonly file: string; readonly line: number }) {
  return files
    .find(({ path }) => path === at.file)
    ?.classes.flatMap(withInner)
    .find((def) => def.line === at.line);
}

function withInner(def: ClassDef): readonly ClassDef[] {
  return [def, ...[...def.classes.values()].flatMap(withInner)];
}

/** The text of a class, of all that it is made of, and of configs. */
function textsOf({ files }: Program, structure: Structure): readonly string[] {
  const used = new Set(
    structure.modules.map(
      ({ definition }) => definition && `${definition.file}:${definition.line}`,
    ),
  );
  return files.flatMap(({ classes }) =>
    classes
      .filter((def) => {
        const isRoot = def.name === structure.className && def.file === structure.file;
        const isConfig = /(?:Config|Args)$/.test(def.name);
        return isRoot || isConfig || used.has(`${def.file}:${def.line}`);
      })
      .map((def) => def.text),
  );
}
