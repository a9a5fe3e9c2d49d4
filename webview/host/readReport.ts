// The report that the page was written with, from its JSON block.
import { type Report, reportKinds, reportSchema } from '../../src/protocol/report.ts';

/** The report in the element `id`; throws with a sentence for the reader when it is not one. */
export function readReport(id: string): Report {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Error('the page holds no report data');
  const value: unknown = JSON.parse(text);
  if (!isReport(value)) {
    throw new Error('it was written by another version of Congruity');
  }
  return value;
}

function isReport(value: unknown): value is Report {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, schema } = value as { readonly kind?: unknown; readonly schema?: unknown };
  return schema === reportSchema && Object.hasOwn(reportKinds, String(kind));
}
