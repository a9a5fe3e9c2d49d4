// A run of a study as JUnit XML, which CI systems read: valid by the schema of Ant's JUnit task (Windy Road's
// JUnit.xsd) and by that of Jenkins's xunit plugin (junit-10.xsd). A document has one suite: both know that root.
// Undecided is a failure, for an expectation that was not shown is not met; where the study lets it pass it is skipped.
import { shown } from '../protocol/reportWords.ts';
import { countOutcomes, type ExpectationResult, type StudyRunReport } from '../protocol/study.ts';
import { behindWords, foundWords, outcomeWords } from '../words/study.ts';

/** `at`: when the run was made; ends with a line feed. */
export function junitXml(run: StudyRunReport, at: Date): string {
  const { expectations, timings } = run;
  const { failed, undecided, error } = countOutcomes(expectations);
  const skipped = expectations.filter(({ allowed }) => allowed).length;
  const suite = attributes({
    name: line(run.name) || line(run.file),
    timestamp: at.toISOString().slice(0, 19),
    hostname: 'localhost', // the schema asks for one; that of the machine is nobody's business
    tests: String(expectations.length),
    failures: String(failed + undecided - skipped),
    errors: String(error),
    skipped: String(skipped),
    time: seconds(timings.seconds),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite${suite}>`,
    '  <properties>',
    `    <property${attributes({ name: 'study', value: line(run.file) })}/>`,
    '  </properties>',
    ...expectations.map((result) => testCase(result, run)),
    '  <system-out></system-out>',
    '  <system-err></system-err>',
    '</testsuite>',
    '',
  ].join('\n');
}

function testCase(result: ExpectationResult, run: StudyRunReport): string {
  const named = attributes({
    name: line(result.name),
    classname: line(run.name) || line(run.file),
    time: seconds(result.seconds),
  });
  const inner = ending(result, run);
  return inner === undefined
    ? `  <testcase${named}/>`
    : `  <testcase${named}>\n    ${inner}\n  </testcase>`;
}

/** undefined: it passed. */
function ending(result: ExpectationResult, run: StudyRunReport): string | undefined {
  const { outcome, allowed, found } = result;
  if (outcome === 'passed') return undefined;
  const message = line(foundWords(result));
  if (allowed) return `<skipped${attributes({ message })}/>`;
  const type = found.kind === 'failure' ? found.code : outcomeWords(result);
  const element = outcome === 'error' ? 'error' : 'failure';
  const where = `${run.file}:${result.line}:${result.column}`;
  const behind = behindWords(result, run);
  const text = [where, message, behind && line(behind)].filter(Boolean).join('\n');
  return `<${element}${attributes({ message, type: line(type) })}>${escapeXml(text)}</${element}>`;
}

/** A decimal without an exponent. */
function seconds(value: number): string {
  return value.toFixed(3);
}

/** On one line, without spaces around or doubled: the schema's tokens. Nothing is left that XML cannot hold. */
function line(text: string): string {
  return shown(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/\s+/g, ' ')
    .trim();
}

function attributes(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}

function escapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, (letter) => names[letter]);
}
