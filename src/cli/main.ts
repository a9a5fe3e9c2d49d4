#!/usr/bin/env node
// The command line: reads it, runs it, ends with the exit code of exitCodes.ts.
import { normaliseArgv, wantsJson } from './argv.ts';
import { failureOf, reportFailure } from './failure.ts';
import { runProgram } from './program.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0); // the reader has seen enough, as `head` does
});

const argv = normaliseArgv(process.argv.slice(2));
try {
  process.exitCode = await runProgram(argv);
} catch (thrown) {
  process.exitCode = reportFailure(failureOf(thrown), wantsJson(argv));
}
