// Every kind of attack that comes from a file or a command line.
import type { Attack } from '../attack.ts';
import { data } from './data.ts';
import { files } from './files.ts';
import { folders } from './folders.ts';
import { ggufs } from './gguf.ts';
import { outputs } from './outputs.ts';
import { pickles } from './pickles.ts';
import { python } from './python.ts';
import { settings } from './settings.ts';
import { tasks } from './tasks.ts';
import { tokenizers } from './tokenizers.ts';

export const attacks: readonly Attack[] = [
  ...settings,
  ...tokenizers,
  ...tasks,
  ...data,
  ...files,
  ...ggufs,
  ...pickles,
  ...python,
  ...outputs,
  ...folders,
];
