// What changed in the structure of a class since a checkpoint was last matched with it.
import type { Change, Json, Snapshot } from '../protocol/sourceService.ts';
import { blockLists } from './find.ts';
import type { Match } from './match.ts';
import { patternText, type Structure, shapeText } from './structure.ts';
import { termText } from './term.ts';

export function snapshotOf(structure: Structure): Snapshot {
  return {
    tensors: structure.tensors
      .filter((rule) => rule.opaque !== 'unread')
      .map((rule) => [patternText(rule.path), shapeText(rule.shape)]),
    lists: structure.modules.flatMap(({ path, count }) =>
      count ? [[patternText(path), termText(count)] as const] : [],
    ),
    defaults: [...structure.defaults],
  };
}

export function changesSince(before: Snapshot, structure: Structure): readonly Change[] {
  const after = snapshotOf(structure);
  const lineOf = (pattern: string) =>
    structure.tensors.find((rule) => patternText(rule.path) === pattern)?.lines.at(-1);
  const at = (pattern: string) => {
    const line = lineOf(pattern);
    return line?.file === structure.file ? line.line : undefined;
  };
  const was = new Map(before.tensors);
  const is = new Map(after.tensors);
  const added = grouped([...is.keys()].filter((pattern) => !was.has(pattern)));
  const removed = grouped([...was.keys()].filter((pattern) => !is.has(pattern)));
  return [
    ...added.map(([subject, first]) => ({
      text: `${subject} was added`,
      subject,
      line: at(first),
    })),
    ...removed.map(([subject]) => ({ text: `${subject} was removed`, subject, line: undefined })),
    ...[...is].flatMap(([subject, shape]) => {
      const old = was.get(subject);
      return old === undefined || old === shape
        ? []
        : [{ text: `${subject} is ${shape}, was ${old}`, subject, line: at(subject) }];
    }),
    ...differing(before.lists, after.lists, 'blocks in '),
    ...differing(before.defaults, after.defaults, ''),
  ];
}

/** Tensors of one module are one change: "transformer.h.N.mlp". */
function grouped(patterns: readonly string[]): readonly (readonly [string, string])[] {
  const groups = new Map<string, string>();
  for (const pattern of patterns) {
    const parent = pattern.replace(/\.(?:weight|bias)$/, '');
    if (!groups.has(parent)) groups.set(parent, pattern);
  }
  return [...groups];
}

function differing(
  before: readonly (readonly [string, Json])[],
  after: readonly (readonly [string, Json])[],
  what: string,
): readonly Change[] {
  const was = new Map(before);
  return after.flatMap(([name, value]) => {
    const old = was.get(name);
    if (old === undefined || old === value) return [];
    const [now, then] = [value, old].map((json) =>
      typeof json === 'string' ? json : JSON.stringify(json),
    );
    return [{ text: `${what}${name}: ${now}, was ${then}`, subject: name, line: undefined }];
  });
}

const mostNamed = 8;

/** Where a class and a checkpoint no longer agree, one change for each kind of tensor. */
export function disagreements(found: Match): readonly Change[] {
  const { structure } = found;
  const lineIn = (line: { readonly file: string; readonly line: number } | undefined) =>
    line?.file === structure.file ? line.line : undefined;
  const patterns = new Map<string, Change>();
  for (const { rule, found: shape, wanted } of found.misshapen) {
    const subject = patternText(rule.path);
    const text = `${subject} is [${shape.join(', ')}] in the checkpoint, ${wanted} here`;
    patterns.set(subject, { text, subject, line: lineIn(rule.lines.at(-1)) });
  }
  for (const { pattern, count, rule } of found.missing) {
    const text = `${pattern} is not in the checkpoint${count > 1 ? ` (${count} tensors)` : ''}`;
    patterns.set(pattern, { text, subject: pattern, line: lineIn(rule.lines.at(-1)) });
  }
  const strange = new Map<string, number>();
  for (const name of found.strange) {
    const pattern = name.replace(/\.\d+(?=\.)/g, '.N');
    strange.set(pattern, (strange.get(pattern) ?? 0) + 1);
  }
  const lists = lineIn(blockLists(found)[0]?.line);
  for (const [subject, count] of strange) {
    const tensors = count > 1 ? ` (${count} tensors)` : '';
    const line = subject.includes('.N.') ? lists : undefined;
    patterns.set(`strange ${subject}`, {
      text: `the checkpoint's ${subject} is not here${tensors}`,
      subject,
      line,
    });
  }
  return [...patterns.values()].slice(0, mostNamed);
}
