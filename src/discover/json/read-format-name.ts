import { nearestName } from '../../error/suggest.ts';
import { FORMAT_NAMES, isFormatName, type FormatName } from '../../number/formats.ts';
import type { Field } from './fields.ts';

/** A format by its canonical name, as findings hold it. */
export function readFormatName(field: Field): FormatName {
  const name = field.string();
  if (isFormatName(name)) return name;
  const near = nearestName(name, FORMAT_NAMES);
  return field.refuse(
    `expected a format, as ${FORMAT_NAMES.slice(0, 5).join(', ')} or float(exponent=5,significand=7)`,
    near === undefined ? undefined : `did you mean \`${near}\`?`,
  );
}
