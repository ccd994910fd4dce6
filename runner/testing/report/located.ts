import type { Place, TestReport } from '../types.ts';

/** A report whose files are called as `named` says, which takes their paths in the repository. */
export function located(report: TestReport, named: (file: string) => string): TestReport {
  const at = <T extends Pick<Place, 'file'>>(place: T): T => ({ ...place, file: named(place.file) });
  return {
    ...report,
    suites: report.suites.map((suite) => ({
      ...at(suite),
      violations: suite.violations.map(at),
      cases: suite.cases.map((each) => ({
        ...each,
        place: at(each.place),
        assertionPlaces: each.assertionPlaces.map(at),
        errorPlaces: each.errorPlaces.map(at),
      })),
    })),
  };
}
