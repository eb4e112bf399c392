// The tags that Python's tests read as well: both sides must judge each case alike.
import tags from '../../tests/corpus/tags.json';
import { checkKey, checkValue } from '../validate';

/** Spell a case so that its test has a name that a terminal can show. */
function spelled(text: string): string {
  return JSON.stringify(text.slice(0, 60)).replace(
    /[^\x20-\x7e]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
  );
}

describe('tags', () => {
  const cases = tags.map(
    one =>
      [`${one.kind} ${spelled(one.text)}`, one.kind, one.text, one.ok] as const
  );

  it.each(cases)('%s', (_name, kind, text, ok) => {
    const fault = kind === 'key' ? checkKey(text) : checkValue(text);
    expect(fault === null).toBe(ok);
  });
});
