import { matches } from '../pattern';

interface IEntry {
  pattern: string;
  value: string;
  matches: boolean | null;
}

const corpus = jest.requireActual<IEntry[]>('../../tests/corpus/patterns.json');

describe('matches', () => {
  it('has a corpus to agree with', () => {
    expect(corpus.length).toBeGreaterThan(100);
  });

  it.each(
    corpus.map(entry => [entry.pattern, entry.value, entry.matches] as const)
  )('judges %j with %j as the server does: %s', (pattern, value, expected) => {
    expect(matches(pattern, value)).toBe(expected);
  });

  it('stays linear where a backtracking engine would not', () => {
    const started = performance.now();
    expect(matches('a*a*a*a*a*a*a*a*a*a*a*a*b', 'a'.repeat(256))).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
