// A report that was stored as JSON, by this version of Congruity or an older one.
import { reasonCodes } from '../protocol/reason.ts';
import { type Report, reportSchema } from '../protocol/report.ts';
import { fieldsOf } from '../protocol/rpc.ts';
import { sectionKinds } from '../protocol/sections.ts';
import { fromSchema1, type ReportOfSchema1 } from './schema1.ts';
import { fromSchema2, type ReportOfSchema2 } from './schema2.ts';
import { fromSchema3, type ReportOfSchema3 } from './schema3.ts';
import { isReport, isReportOfSchema1, isReportOfSchema2, isReportOfSchema3 } from './whole.ts';

/** undefined: it is no report, or damaged, or of a schema that only a later version knows. */
export function readReport(json: string): Report | undefined {
  const found = parsed(json);
  if (found.schema === 1) {
    return isReportOfSchema1(found)
      ? fromSchema2(fromSchema1(found as ReportOfSchema1))
      : undefined;
  }
  if (found.schema === 2) {
    return isReportOfSchema2(found) ? older(found as ReportOfSchema2) : undefined;
  }
  const current = ofToday(found);
  const report = current && withKnownReason(current);
  return report && withKnownSections(report);
}

function ofToday(found: Readonly<Record<string, unknown>>): Written | undefined {
  if (found.schema === 3) {
    return isReportOfSchema3(found) ? fromSchema3(found as ReportOfSchema3) : undefined;
  }
  return found.schema === reportSchema && isReport(found) ? (found as Written) : undefined;
}

const older = (report: ReportOfSchema2) => withKnownSections(fromSchema2(report));

type Written = Report & { readonly explanation?: unknown; readonly settle?: unknown };

/** Its sentences are made of the codes again. Where a later version has added a code they stay as they
 * were said; undefined: there are none. */
function withKnownReason({ explanation, settle = null, ...report }: Written): Report | undefined {
  const codes = codesIn([report.reason, report.kind === 'compare' && report.remedy]);
  if (codes.every((code) => Object.hasOwn(reasonCodes, code))) return report;
  if (typeof explanation !== 'string') return undefined;
  if (!isSayable(report)) return undefined;
  const said = {
    code: 'said',
    explanation,
    settle: typeof settle === 'string' ? settle : null,
  } as const;
  if (report.kind === 'compare') return { ...report, reason: said, remedy: null };
  return { ...report, reason: said };
}

/** Of a kind whose reason may be sentences that an older version said. */
function isSayable(report: Report) {
  return report.kind === 'compare' || report.kind === 'interpret' || report.kind === 'circuit';
}

/** Every code in a reason, at any depth. */
function codesIn(reason: unknown): string[] {
  const { code, ...rest } = fieldsOf(reason);
  const inner = Object.values(rest).flatMap(codesIn);
  return code === undefined ? inner : [String(code), ...inner];
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
