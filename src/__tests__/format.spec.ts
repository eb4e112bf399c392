import {
  change,
  day,
  dayBefore,
  daysIn,
  instant,
  isZero,
  money,
  share,
  spokenMoney
} from '../format';

describe('money', () => {
  it('is formatted from the decimal string, exactly', () => {
    expect(money('212.40', 'USD', 'en-US')).toBe('$212.40');
    expect(money('9007199254740993.01', 'USD', 'en-US')).toBe(
      '$9,007,199,254,740,993.01'
    );
  });

  it('takes the currency that AWS names, and the reader’s separators', () => {
    expect(money('1234.5', 'CNY', 'de-DE')).toBe('1.234,50\u00a0¥');
  });

  it('has a true minus', () => {
    expect(money('-3.50', 'USD', 'en-US')).toBe('−$3.50');
  });

  it('is a number still when the currency is unknown', () => {
    expect(money('3.5', null, 'en-US')).toBe('3.50');
    expect(money('3.5', 'no currency', 'en-US')).toBe('3.5');
  });

  it('is said in words', () => {
    expect(spokenMoney('212.40', 'USD', 'en-US')).toBe('212.40 US dollars');
  });

  it.each([
    ['0', true],
    ['0.00', true],
    ['-0.0', true],
    ['0.001', false],
    ['-1', false]
  ])('%s is exactly nothing: %s', (amount, expected) => {
    expect(isZero(amount)).toBe(expected);
  });
});

describe('shares', () => {
  it('are whole percentages, not clamped', () => {
    expect(share('31.10', '212.40', 'en-US')).toBe('15%');
    expect(share('612', '500', 'en-US')).toBe('122%');
    expect(share('0.80', '302.63', 'en-US')).toBe('<1%');
    expect(share('0', '302.63', 'en-US')).toBe('0%');
  });

  it('do not exist of nothing', () => {
    expect(share('1', '0')).toBeNull();
    expect(change('1', '0')).toBeNull();
  });
});

describe('dates', () => {
  it('are UTC days', () => {
    expect(day('2026-11-22', 'en-GB')).toBe('22 Nov');
  });

  it('say the day when it is not today', () => {
    const text = '2026-11-22T23:30:00Z';
    expect(instant(text, '2026-11-22', 'en-GB')).toBe('23:30 UTC');
    expect(instant(text, '2026-11-23', 'en-GB')).toContain('22 Nov');
  });

  it('show what is no date as it is', () => {
    expect(day('soon')).toBe('soon');
    expect(instant('soon', '')).toBe('soon');
  });

  it.each([
    ['2026-11-22', '2026-10-22'],
    ['2026-03-31', '2026-02-28'],
    ['2026-01-15', '2025-12-15']
  ])('one month before %s is %s', (text, expected) => {
    expect(dayBefore(text)).toBe(expected);
  });

  it('know how long a month is', () => {
    expect(daysIn('2024-02')).toBe(29);
    expect(daysIn('2026-11')).toBe(30);
  });
});
