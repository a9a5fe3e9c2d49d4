// Task files as text: media/task.schema.json is the one source of what one may hold.
import schema from '../../../media/task.schema.json' with { type: 'json' };
import { fileReader } from './jsonFile.ts';

/** Throws EngineError('task-invalid') naming file, line and column of everything that is wrong. */
export const parseTaskJson = fileReader({
  code: 'task-invalid',
  schema,
  mayBeLong: 'vocab', // models that need it have few words
  hints: {
    tooLong: 'Let pairs be drawn instead of listing them.',
    tooLarge: 'Flatten or shorten the file.',
    noJson: 'A task file is JSON; comments and trailing commas are allowed.',
  },
});
