// The tasks that come with the program: task files like a user's, in builtIn/, in this list.
import type { Hasher } from '../core/ports.ts';
import capitalOf from './builtIn/capital-of.json' with { type: 'json' };
import cmpsum from './builtIn/cmpsum.json' with { type: 'json' };
import docstring from './builtIn/docstring.json' with { type: 'json' };
import genderedPronoun from './builtIn/gendered-pronoun.json' with { type: 'json' };
import greaterThan from './builtIn/greater-than.json' with { type: 'json' };
import greaterThanDigits from './builtIn/greater-than-digits.json' with { type: 'json' };
import induction from './builtIn/induction.json' with { type: 'json' };
import ioi from './builtIn/ioi.json' with { type: 'json' };
import max4 from './builtIn/max4.json' with { type: 'json' };
import modsum from './builtIn/modsum.json' with { type: 'json' };
import sequence from './builtIn/sequence.json' with { type: 'json' };
import subjectVerb from './builtIn/subject-verb.json' with { type: 'json' };
import { readTask } from './readTask.ts';
import type { Task } from './task.ts';

export type BuiltInTask = {
  readonly name: string;
  readonly description: string;
  load(sha256: () => Hasher): Task;
};

export const builtInTasks: readonly BuiltInTask[] = [
  ioi,
  greaterThan,
  greaterThanDigits,
  subjectVerb,
  genderedPronoun,
  docstring,
  induction,
  capitalOf,
  sequence,
  modsum,
  cmpsum,
  max4,
].map((file) => ({
  name: file.name,
  description: file.description,
  load: (sha256) => readTask(JSON.stringify(file), file.name, sha256),
}));
