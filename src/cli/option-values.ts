import { fail } from '../error/fault.ts';
import { nearestName } from '../error/suggest.ts';
import { located } from './located.ts';
import type { Invocation } from './verb.ts';

/** The values of options, read with one clear fault each. */
export class OptionValues {
  private readonly verb: string;
  private readonly invocation: Invocation;

  constructor(verb: string, invocation: Invocation) {
    this.verb = verb;
    this.invocation = invocation;
  }

  flag(name: string): boolean {
    return this.invocation.flags.has(name);
  }

  text(name: string): string | undefined {
    return this.invocation.options.get(name);
  }

  /** The value as read by `read`, whose faults are shown behind `verb --name`. */
  read<T>(name: string, read: (source: string) => T): T | undefined {
    const source = this.text(name);
    return source === undefined ? undefined : located(`${this.verb} --${name}`, () => read(source));
  }

  oneOf<T extends string>(name: string, names: readonly T[], what: string): T | undefined {
    return this.read(name, (source) => known(source, 0, source, names, what));
  }

  /** A list with commas, each one of `names`, none twice. */
  someOf<T extends string>(name: string, names: readonly T[], what: string): T[] | undefined {
    return this.read(name, (source) => {
      const found: T[] = [];
      let at = 0;
      for (const part of source.split(',')) {
        const one = known(part.trim(), at + part.length - part.trimStart().length, source, names, what);
        if (!found.includes(one)) found.push(one);
        at += part.length + 1;
      }
      return found;
    });
  }

  /** A number as `200e6`, whole unless told otherwise, in `[least, most]`. */
  number(name: string, least: number, most: number, whole = true): number | undefined {
    return this.read(name, (source) => {
      const span = [0, source.length] as const;
      const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(source) ? Number(source) : NaN;
      const what = whole ? 'a whole number' : 'a number';
      const hint = `give ${what} from ${least} to ${most}`;
      if (Number.isNaN(value)) fail({ kind: 'syntax', message: 'not a number', source, span, hint });
      if (whole && !Number.isInteger(value))
        fail({ kind: 'value', message: 'not a whole number', source, span, hint });
      if (value < least) fail({ kind: 'value', message: `below ${least}`, source, span, hint });
      if (value > most) fail({ kind: 'limit', message: `above the limit of ${most}`, source, span, hint });
      return value;
    });
  }
}

function known<T extends string>(
  name: string,
  start: number,
  source: string,
  names: readonly T[],
  what: string,
): T {
  const found = names.find((one) => one === name);
  if (found !== undefined) return found;
  const near = nearestName(name, names);
  return fail({
    kind: 'name',
    message: `unknown ${what} \`${name}\``,
    source,
    span: [start, start + name.length],
    hint: `${near === undefined ? '' : `did you mean \`${near}\`? `}there are ${names.join(', ')}`,
  });
}
