// The report that the page was written with, from its JSON block.
import { type Report, reportKinds, reportSchema } from '../../src/protocol/report.ts';
import { fieldsOf } from '../../src/protocol/rpc.ts';
import { type StudyRunReport, studySchema } from '../../src/protocol/study.ts';

/** The report, or the run of a study, in the element `id`; throws with a sentence for the reader when it is neither. */
export function readReport(id: string): Report | StudyRunReport {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error('the page holds no report data');
  const value: unknown = JSON.parse(text);
  if (!isReport(value) && !isStudy(value)) {
    throw new Error('it was written by another version of Congruity');
  }
  return value;
}

function isReport(value: unknown): value is Report {
  const { kind, schema } = fieldsOf(value);
  return schema === reportSchema && Object.hasOwn(reportKinds, String(kind));
}

function isStudy(value: unknown): value is StudyRunReport {
  const { kind, schema } = fieldsOf(value);
  return kind === 'study' && schema === studySchema;
}
