import type { TypedPlace } from '../places.ts';
import type { Report } from '../report.ts';
import { isAbsent } from '../values.ts';

/** Properties that every trigger has in later versions of Kestra (flow-language §1.3). */
const ofTriggers: readonly string[] = ['when'];

/** Properties that a type has in later versions (flow-language §9.3). */
const ofTypes: Readonly<Record<string, readonly string[]>> = {
  'io.kestra.plugin.core.trigger.Webhook': ['inputs', 'returnOutputs', 'responseContentType', 'responseCode'],
};

/** Whether a plugin of this type has the property in versions of Kestra that came after the one Tutti follows. */
export function isOfLaterVersion(kind: TypedPlace['kind'], type: string, property: string): boolean {
  return (
    (kind === 'trigger' && ofTriggers.includes(property)) || (ofTypes[type]?.includes(property) ?? false)
  );
}

/** Warns of a property that is read leniently and does nothing (flow-language §9.3). */
export function warnOfLater(report: Report, { value, path }: TypedPlace, property: string): void {
  if (isAbsent(value[property])) return;
  const message = `'${property}' is a property of later versions of Kestra and is ignored`;
  report.warning([...path, property], message, 'key');
}
