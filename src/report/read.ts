// A report that was stored as JSON, by this version of Congruity or an older one.
import { type Report, reportSchema } from '../protocol/report.ts';
import { fieldsOf } from '../protocol/rpc.ts';
import { sectionKinds } from '../protocol/sections.ts';
import { fromSchema1, type ReportOfSchema1 } from './schema1.ts';

/** undefined: it is no report, or of a schema that only a later version knows. */
export function readReport(json: string): Report | undefined {
  const found = parsed(json);
  if (!Array.isArray(found.models)) return undefined;
  if (found.schema === 1) return fromSchema1(found as ReportOfSchema1);
  if (found.schema !== reportSchema || !Array.isArray(found.sections)) return undefined;
  return withKnownSections(withoutSentences(found as Written));
}

type Written = Report & { readonly explanation?: string; readonly settle?: string | null };

/** They are made of the codes again. */
function withoutSentences({ explanation: _, settle: __, ...report }: Written): Report {
  return report;
}

/** A later version may have added sections: they are left out, and that is said. */
function withKnownSections(report: Report): Report {
  const known = report.sections.filter(({ kind }) => Object.hasOwn(sectionKinds, kind));
  const left = report.sections.length - known.length;
  if (left === 0) return report;
  const note = `Made by a later version of Congruity: ${left} of its sections cannot be shown by this one.`;
  return { ...report, sections: known, notes: [...report.notes, note] };
}

/** The fields of the JSON; none of what is no object, and of what is no JSON. */
function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(json));
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
