// Money and dates as people read them. Money arrives as a decimal string and is never added up.

const ZERO = /^[-+]?0*(\.0*)?$/;

/** Whether a decimal string is exactly nothing. */
export function isZero(amount: string): boolean {
  return ZERO.test(amount);
}

/** A number for pixels only: bar lengths, never for text. */
export function extent(amount: string): number {
  const number = Number(amount);
  return Number.isFinite(number) ? Math.max(0, number) : 0;
}

/** The text of money; `whole` leaves the cents out, for axes and forecasts. */
export function money(
  amount: string,
  currency: string | null,
  locale?: string,
  whole = false
): string {
  const digits = whole
    ? { maximumFractionDigits: 0, minimumFractionDigits: 0 }
    : {};
  return minus(
    formatter(locale, {
      ...currencyStyle(currency),
      ...digits
    }).format(exact(amount))
  );
}

/** What something costs per hour: cents, and as many digits as a smaller rate needs. */
export function rate(
  amount: string,
  currency: string | null,
  locale?: string
): string {
  const number = Number(amount);
  const small = number > 0 && number < 0.01;
  return small
    ? formatter(locale, {
        ...currencyStyle(currency),
        minimumFractionDigits: 2,
        maximumFractionDigits: 4
      }).format(exact(amount))
    : money(amount, currency, locale);
}

/** A difference of money with its sign. */
export function signedMoney(
  amount: string,
  currency: string | null,
  locale?: string
): string {
  return minus(
    formatter(locale, {
      ...currencyStyle(currency),
      signDisplay: 'exceptZero'
    }).format(exact(amount))
  );
}

/** Money as a screen reader should say it: "212.40 US dollars". */
export function spokenMoney(
  amount: string,
  currency: string | null,
  locale?: string
): string {
  const style = currency
    ? ({ style: 'currency', currency, currencyDisplay: 'name' } as const)
    : {};
  return formatter(locale, style).format(exact(amount));
}

/** The share of a whole as a percentage; null when there is no whole. */
export function share(
  part: string,
  whole: string,
  locale?: string
): string | null {
  const ratio = Number(part) / Number(whole);
  return Number.isFinite(ratio) ? percent(ratio, locale) : null;
}

/** How much more (positive) or less than before, as a ratio; null without a before. */
export function change(now: string, before: string): number | null {
  const ratio = Number(now) / Number(before) - 1;
  return Number.isFinite(ratio) ? ratio : null;
}

/** A ratio as a percentage without decimals; what is little is not nothing. */
export function percent(ratio: number, locale?: string): string {
  if (ratio > 0 && ratio < 0.005) {
    return `<${percent(0.01, locale)}`;
  }
  return minus(
    new Intl.NumberFormat(locale, {
      style: 'percent',
      maximumFractionDigits: 0
    }).format(ratio)
  );
}

/** A UTC day (YYYY-MM-DD) as "22 Nov". */
export function day(text: string, locale?: string): string {
  return dated(text, locale, { day: 'numeric', month: 'short' });
}

/** A UTC day (YYYY-MM-DD) as "22 November 2026", for tables and screen readers. */
export function longDay(text: string, locale?: string): string {
  return dated(text, locale, { dateStyle: 'long' });
}

/** The name of a month (YYYY-MM) as "November 2026". */
export function monthName(text: string, locale?: string): string {
  return dated(`${text}-01`, locale, { month: 'long', year: 'numeric' });
}

/** An instant as "14:12 UTC", or "22 Nov, 14:12 UTC" on another day than today. */
export function instant(text: string, today: string, locale?: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) {
    return text;
  }
  const withDay = text.slice(0, 10) !== today;
  const shown = new Intl.DateTimeFormat(locale, {
    ...(withDay ? ({ day: 'numeric', month: 'short' } as const) : {}),
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: 'UTC'
  }).format(date);
  return `${shown} UTC`;
}

/** How long it is from one instant to another, in its two largest units: "5h 12m". */
export function duration(from: string, to: string, locale?: string): string {
  const minutes = Math.max(
    Math.floor((Date.parse(to) - Date.parse(from)) / 60_000),
    0
  );
  const units = [
    ['day', Math.floor(minutes / 1440)],
    ['hour', Math.floor((minutes % 1440) / 60)],
    ['minute', minutes % 60]
  ] as const;
  const first = units.findIndex(([, count]) => count > 0);
  const shown = first < 0 ? units.slice(-1) : units.slice(first, first + 2);
  return shown
    .filter(([, count], index) => index === 0 || count > 0)
    .map(([unit, count]) =>
      new Intl.NumberFormat(locale, {
        style: 'unit',
        unit,
        unitDisplay: 'narrow'
      }).format(count)
    )
    .join(' ');
}

/** The same day one month earlier, or that month's last day. */
export function dayBefore(text: string): string {
  const [year = 0, month = 1, date = 1] = text.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** How many days the month of YYYY-MM has. */
export function daysIn(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

function dated(
  text: string,
  locale: string | undefined,
  options: Intl.DateTimeFormatOptions
): string {
  const date = new Date(`${text}T00:00:00Z`);
  return Number.isNaN(date.getTime())
    ? text
    : new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(
        date
      );
}

function currencyStyle(currency: string | null): Intl.NumberFormatOptions {
  return currency
    ? { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }
    : { minimumFractionDigits: 2 };
}

/** A currency that this browser doesn't know is no reason to show no number. */
function formatter(
  locale: string | undefined,
  options: Intl.NumberFormatOptions
): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(locale, options);
  } catch {
    return new Intl.NumberFormat(locale);
  }
}

/** Intl formats decimal strings exactly; its type does not say so before ES2023. */
function exact(amount: string): number {
  return amount as unknown as number;
}

function minus(text: string): string {
  return text.replace('-', '−');
}
