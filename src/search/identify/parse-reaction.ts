import { fail } from '../../error/fault.ts';

/** A species of a reaction: its formula as written, how many atoms of each element, its charge. */
export type Species = {
  readonly text: string;
  readonly side: 'left' | 'right';
  readonly atoms: ReadonlyMap<string, bigint>;
  readonly charge: bigint;
};

const ARROW = /->|=>|→|⇌|<=>|<->|=/g;
/** Longest formula, deepest bracket, and largest count that are read. */
const LIMITS = { length: 10_000, depth: 50, digits: 6, species: 100 } as const;

/**
 * A reaction as chemists write it: species with spaces and `+` between, an arrow (`->`, `=>`, `=`, `→`, `⇌`), brackets,
 * hydrates with `·`, `*` or `.`, states such as `(aq)`, charges as `^2-`, `^+`, a sign at the end (`MnO4-`, `Fe+++`), or
 * a digit and a sign after a bracket; `e-` is the electron. Counts in front are read over: they are what is sought.
 * @throws NapierError `syntax` with the place
 */
export function parseReaction(source: string): Species[] {
  if (source.length > LIMITS.length) {
    fail({ kind: 'limit', message: `a reaction of more than ${LIMITS.length} characters` });
  }
  const refuse = (message: string, start: number, end: number, hint?: string): never =>
    fail({ kind: 'syntax', message, source, span: [start, end], ...(hint === undefined ? {} : { hint }) });
  const arrows = [...source.matchAll(ARROW)];
  if (arrows.length === 0) {
    refuse('a reaction needs an arrow', source.length, source.length, 'write "H2 + O2 -> H2O"');
  }
  if (arrows.length > 1) {
    refuse('a reaction has one arrow', arrows[1].index, arrows[1].index + arrows[1][0].length);
  }
  const [arrow] = arrows;
  const end = arrow.index + arrow[0].length;
  const found = [...readSide('left', 0, arrow.index), ...readSide('right', end, source.length)];
  if (found.length > LIMITS.species) fail({ kind: 'limit', message: `more than ${LIMITS.species} species` });
  for (const [i, one] of found.entries()) {
    const twin = found.findIndex((other) => other.text === one.text && other.side === one.side);
    if (twin !== i) refuse(`${one.text} is given twice on one side`, 0, source.length);
  }
  return found;

  function readSide(side: Species['side'], from: number, to: number): Species[] {
    const part = source.slice(from, to);
    if (part.trim() === '') refuse(`nothing on the ${side} of the arrow`, from, Math.max(to, from + 1));
    // A plus between species has a space on each side, or a capital, bracket or digit right after it.
    const species: Species[] = [];
    let start = from;
    for (const match of [...part.matchAll(/\s\+\s*|\+(?=\s*[A-Z([\de])/g), undefined]) {
      const stop = match === undefined ? to : from + match.index;
      species.push(readSpecies(side, start, stop));
      start = match === undefined ? to : stop + match[0].length;
    }
    return species;
  }

  function readSpecies(side: Species['side'], from: number, to: number): Species {
    const raw = source.slice(from, to);
    let at = from + (/^\s*(\d+(?=\s*[A-Z([e]))?\s*/.exec(raw)?.[0].length ?? 0);
    const body = source.slice(at, to).trimEnd();
    const stop = at + body.length;
    const text = body.replace(/\((aq|s|l|g)\)$/, '').trim();
    if (text === '')
      refuse('a species is missing here', from, Math.max(to, from + 1), 'write "H2 + O2 -> H2O"');
    if (/^e(\^?-)?$/.test(text)) return { text: 'e^-', side, atoms: new Map(), charge: -1n };
    const limit = at + text.length;
    const { charge, length } = chargeOf(text);
    const atomsEnd = limit - length;
    const atoms = new Map<string, bigint>();
    while (at < atomsEnd) {
      // Parts of a hydrate, each with a count of its own: CuSO4·5H2O.
      const factor = /^\d+/.exec(source.slice(at, atomsEnd))?.[0] ?? '';
      at += factor.length;
      const begin = at;
      add(atoms, readGroup(0), number(factor, at - factor.length));
      if (at === begin) refuse(`unexpected \`${source[at]}\` in a formula`, at, at + 1);
      if (at < atomsEnd && /[·.*•]/.test(source[at])) at += 1;
    }
    if (at > stop || atoms.size === 0) refuse('expected a chemical formula', from, Math.max(to, from + 1));
    return { text, side, atoms, charge };

    function readGroup(depth: number): Map<string, bigint> {
      if (depth > LIMITS.depth) refuse('brackets nested too deeply', at, at + 1);
      const group = new Map<string, bigint>();
      while (at < atomsEnd) {
        const rest = source.slice(at, atomsEnd);
        const opening = '([{'.indexOf(rest[0]);
        const element = /^[A-Z][a-z]?/.exec(rest)?.[0];
        if (opening >= 0) {
          const place = at;
          at += 1;
          const inner = readGroup(depth + 1);
          if (at >= atomsEnd || source[at] !== ')]}'[opening])
            refuse('this bracket is never closed', place, place + 1);
          at += 1;
          add(group, inner, count());
        } else if (element !== undefined) {
          at += element.length;
          add(group, new Map([[element, 1n]]), count());
        } else if (/[)\]}]/.test(rest[0]) && depth === 0) {
          refuse('this bracket was never opened', at, at + 1);
        } else if (/[)\]}·.*•]/.test(rest[0])) {
          return group;
        } else {
          const hint = 'elements begin with a capital: NaCl, (NH4)2SO4, Fe^3+, CuSO4·5H2O';
          refuse(`unexpected \`${rest[0]}\` in a formula`, at, at + 1, hint);
        }
      }
      return group;
    }

    function count(): bigint {
      const digits = /^\d+/.exec(source.slice(at, atomsEnd))?.[0] ?? '';
      at += digits.length;
      return number(digits, at - digits.length);
    }
  }

  function number(digits: string, place: number): bigint {
    if (digits.length > LIMITS.digits) refuse('a count of too many digits', place, place + digits.length);
    if (digits !== '' && /^0+$/.test(digits)) refuse('a count of nought', place, place + digits.length);
    return digits === '' ? 1n : BigInt(digits);
  }
}

function add(to: Map<string, bigint>, atoms: ReadonlyMap<string, bigint>, factor: bigint): void {
  for (const [element, amount] of atoms) to.set(element, (to.get(element) ?? 0n) + amount * factor);
}

/** The charge at the end of a formula, and how many characters it takes. */
function chargeOf(text: string): { charge: bigint; length: number } {
  const raised = /\^\{?(\d*)([+-]+)\}?$/.exec(text) ?? /\^\{?([+-])(\d+)\}?$/.exec(text);
  const plain = raised ?? /()([+-]+)$/.exec(text);
  if (plain === null) return { charge: 0n, length: 0 };
  const [whole, first, second] = plain;
  const [signs, digits] = /^[+-]/.test(first) ? [first, second] : [second, first];
  const size = digits === '' ? BigInt(signs.length) : BigInt(digits);
  return { charge: signs.startsWith('-') ? -size : size, length: whole.length };
}
