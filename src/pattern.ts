// The policy's pattern language: matched whole, in linear time, the same as in Python and the guard.
// Literals, `.`, \d \w \s, escaped marks, classes, and ? * + {m} {m,} {m,n} on single atoms.

/** One character's worth: ranges that it lies in, or does not. */
interface IAtom {
  readonly ranges: readonly Range[];
  readonly negated: boolean;
}

/** An atom that may be passed over, or stayed at. */
interface IStep {
  readonly atom: IAtom;
  readonly optional: boolean;
  readonly repeats: boolean;
}

type Range = readonly [string, string];
type Counts = readonly [least: number, most: number];

const MOST_CHARACTERS = 1024;
const MOST_STEPS = 1024;
const MOST_COUNT = 256;
const SPECIAL = new Set('()|^$?*+{]}');
const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: [['0', '9']],
  w: [
    ['0', '9'],
    ['A', 'Z'],
    ['a', 'z'],
    ['_', '_']
  ],
  s: [
    [' ', ' '],
    ['\t', '\r']
  ]
};

/** Whether a value matches a pattern as a whole; null when the pattern is not valid. */
export function matches(pattern: string, value: string): boolean | null {
  try {
    return run(parse(pattern), value);
  } catch (error) {
    if (error instanceof PatternError) {
      return null;
    }
    throw error;
  }
}

class PatternError extends Error {}

/** Walk all possible positions at once: time grows with pattern times value, never faster. */
function run(steps: readonly IStep[], value: string): boolean {
  let states = passed(steps, new Set([0]));
  for (const character of value) {
    const following = new Set<number>();
    for (const state of states) {
      const step = steps[state];
      if (step && accepts(step.atom, character)) {
        following.add(state + 1);
        if (step.repeats) {
          following.add(state);
        }
      }
    }
    if (following.size === 0) {
      return false;
    }
    states = passed(steps, following);
  }
  return states.has(steps.length);
}

/** Add the positions behind what may be passed over; a set grows while it is walked. */
function passed(steps: readonly IStep[], states: Set<number>): Set<number> {
  for (const state of states) {
    if (steps[state]?.optional) {
      states.add(state + 1);
    }
  }
  return states;
}

function accepts(atom: IAtom, character: string): boolean {
  const code = codeOf(character);
  const within = atom.ranges.some(
    ([low, high]) => codeOf(low) <= code && code <= codeOf(high)
  );
  return within !== atom.negated;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? -1;
}

function parse(pattern: string): readonly IStep[] {
  const scanner = new Scanner(pattern);
  const steps: IStep[] = [];
  while (!scanner.atEnd) {
    const atom = scanner.atom();
    const [least, most] = scanner.counts();
    const single = most === Infinity ? least : most;
    for (let count = 0; count < single; count++) {
      steps.push({ atom, optional: count >= least, repeats: false });
    }
    if (most === Infinity) {
      steps.push({ atom, optional: true, repeats: true });
    }
    if (steps.length > MOST_STEPS) {
      throw new PatternError('The pattern is too long.');
    }
  }
  return steps;
}

class Scanner {
  constructor(pattern: string) {
    this._characters = Array.from(pattern);
    if (this._characters.length > MOST_CHARACTERS) {
      throw new PatternError('The pattern is too long.');
    }
  }

  get atEnd(): boolean {
    return this._at >= this._characters.length;
  }

  atom(): IAtom {
    const character = this._next();
    if (character === '[') {
      return this._class();
    }
    if (character === '\\') {
      return { ranges: this._escape(), negated: false };
    }
    if (character === '.') {
      return { ranges: [['\n', '\n']], negated: true };
    }
    if (SPECIAL.has(character)) {
      throw new PatternError(`${character} isn't part of patterns.`);
    }
    return { ranges: [[character, character]], negated: false };
  }

  /** Read how often the atom before may occur. */
  counts(): Counts {
    const simple: Readonly<Record<string, Counts>> = {
      '?': [0, 1],
      '*': [0, Infinity],
      '+': [1, Infinity]
    };
    const character = this._peek();
    const counts = simple[character];
    if (counts) {
      this._at += 1;
      return counts;
    }
    return character === '{' ? this._braces() : [1, 1];
  }

  private _braces(): Counts {
    const rest = this._characters.slice(this._at).join('');
    const found = /^\{(\d{1,4})(,(\d{1,4})?)?\}/.exec(rest);
    if (!found) {
      throw new PatternError('A count is written {m}, {m,} or {m,n}.');
    }
    this._at += found[0].length;
    const least = Number(found[1]);
    const open = found[2] ? Infinity : least;
    const most = found[3] === undefined ? open : Number(found[3]);
    const bounded = most === Infinity || most <= MOST_COUNT;
    if (least > MOST_COUNT || !bounded || most < least) {
      throw new PatternError('A count goes from low to high.');
    }
    return [least, most];
  }

  private _escape(): readonly Range[] {
    const character = this._next();
    const known = CLASSES[character];
    if (known) {
      return known;
    }
    if (/^[\p{L}\p{N}]$/u.test(character)) {
      throw new PatternError(`\\${character} isn't part of patterns.`);
    }
    return [[character, character]];
  }

  private _class(): IAtom {
    const negated = this._peek() === '^';
    this._at += negated ? 1 : 0;
    const ranges: Range[] = [];
    while (this._peek() !== ']') {
      ranges.push(...this._member());
    }
    this._at += 1;
    if (ranges.length === 0) {
      throw new PatternError('The class is empty.');
    }
    return { ranges, negated };
  }

  /** Read a character, an escape or a range of a class. */
  private _member(): readonly Range[] {
    const found = this._single();
    const after = this._characters[this._at + 1] ?? ']';
    if (!isOne(found) || this._peek() !== '-' || after === ']') {
      return found;
    }
    this._at += 1;
    const upper = this._single();
    const [low, high] = [found[0][0], isOne(upper) ? upper[0][0] : ''];
    if (codeOf(high) < codeOf(low)) {
      throw new PatternError('The range is upside down or not a range.');
    }
    return [[low, high]];
  }

  private _single(): readonly Range[] {
    const character = this._next();
    if (character === '[') {
      throw new PatternError('[ must be escaped inside a class.');
    }
    return character === '\\' ? this._escape() : [[character, character]];
  }

  private _peek(): string {
    return this._characters[this._at] ?? '';
  }

  private _next(): string {
    const character = this._characters[this._at];
    if (character === undefined) {
      throw new PatternError('The pattern ends too early.');
    }
    this._at += 1;
    return character;
  }

  private readonly _characters: readonly string[];
  private _at = 0;
}

function isOne(ranges: readonly Range[]): ranges is readonly [Range] {
  return ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
}
