import { distance, nearest, visible } from '../text';

const hostile = jest.requireActual<object>('../../tests/corpus/hostile.json');

/** Every string in the corpus, however it is nested. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  return value !== null && typeof value === 'object'
    ? Object.values(value).flatMap(strings)
    : [];
}

describe('visible', () => {
  it('spells what would turn the text around', () => {
    expect(visible('abc\u202Egpj.exe')).toBe('abc⟨U+202E⟩gpj.exe');
  });

  it('spells control and zero-width characters', () => {
    expect(visible('a\u0000b\u200Bc\n')).toBe('a⟨U+0000⟩b⟨U+200B⟩c⟨U+000A⟩');
  });

  it('leaves letters of any script alone', () => {
    expect(visible('Çà 日本 عربى')).toBe('Çà 日本 عربى');
  });

  it.each(strings(hostile).map(text => [text]))('hides nothing of %j', text => {
    expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  });
});

describe('nearest', () => {
  it('does not mind case and marks', () => {
    expect(nearest('COST_center', ['cost-center', 'project'])).toBe(
      'cost-center'
    );
  });

  it('counts a swap of neighbours as one edit', () => {
    expect(distance('dve', 'dev')).toBe(1);
    expect(nearest('dve', ['dev', 'prod'])).toBe('dev');
  });

  it('suggests nothing for short words that only look alike', () => {
    expect(nearest('ab', ['cd'])).toBeNull();
    expect(nearest('', ['a'])).toBeNull();
  });
});
