#!/usr/bin/env node
// The command line: reads it, runs it, ends with the exit code of exitCodes.ts, whatever happens.
import { normaliseArgv, refuseUndecodable, wantsJson } from './argv.ts';
import { exitCodes } from './exitCodes.ts';
import { failureOf, reportFailure } from './failure.ts';
import { listenToSignals } from './interrupt.ts';
import { runProgram } from './program.ts';

// Node would end a process that has nothing left to wait for, or that throws, with 0 or 1, which are
// verdicts here: until a command has ended this process counts as failed.
process.exitCode = exitCodes.internal;
listenToSignals();
// Where nothing can be said the exit code says it. What standard output is for reports its failure
// itself, and its reader may go away when it has seen enough, as `head` does.
process.stderr.on('error', () => undefined);
process.stdout.on('error', () => undefined);

const argv = normaliseArgv(process.argv.slice(2));
const fail = (thrown: unknown) => reportFailure(failureOf(thrown), wantsJson(argv));
process.on('uncaughtException', (thrown) => process.exit(fail(thrown)));
try {
  refuseUndecodable(argv);
  process.exitCode = await runProgram(argv);
} catch (thrown) {
  process.exitCode = fail(thrown);
}
