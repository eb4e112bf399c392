// The month day by day: bars from zero with one grid line, or a table.
import * as React from 'react';
import { day, daysIn, extent, longDay, money, spokenMoney } from '../format';
import { useSurroundings } from '../surroundings';
import type { ISpend, ISpendDay } from '../types';

const DaysTable = React.lazy(async () => ({
  default: (await import('../behind')).DaysTable
}));

const TOP = 6; // px above the highest bar
const BASE = 56; // px: the zero line
const LABELS = 72; // px: the dates' baseline
const GAP = 0.3; // between two bars, of a day's width

export function Days(props: {
  spend: ISpend;
  table: boolean;
}): React.JSX.Element {
  return props.table ? (
    <React.Suspense fallback={null}>
      <DaysTable spend={props.spend} />
    </React.Suspense>
  ) : (
    <DaysChart spend={props.spend} />
  );
}

function DaysChart({ spend }: { spend: ISpend }): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const month = allDays(spend.month);
  const amounts = new Map(spend.days.map(({ day, amount }) => [day, amount]));
  const estimate = estimateOf(spend, today);
  const highest = Math.max(
    ...spend.days.map(({ amount }) => extent(amount)),
    extent(estimate ?? '0')
  );
  const step = 100 / (month.length + GAP); // %
  const width = step * (1 - GAP);
  const y = (amount: number) =>
    highest > 0 ? (amount / highest) * (BASE - TOP) : 0;
  const mark = roundBelow(highest);
  const left = (index: number) => step * (index + GAP);
  return (
    <figure className="jp-CostTags-days">
      <svg role="img" aria-label={useSummary(spend)}>
        {mark > 0 && (
          <>
            <line
              className="jp-CostTags-grid"
              x1="0"
              x2="100%"
              y1={BASE - y(mark)}
              y2={BASE - y(mark)}
            />
            <text
              className="jp-CostTags-axis"
              x="100%"
              y={BASE - y(mark) - 3}
              textAnchor="end"
            >
              {money(String(mark), spend.currency, locale, mark >= 1)}
            </text>
          </>
        )}
        {month.map((date, index) => {
          const amount = amounts.get(date);
          const billed = amount !== undefined;
          const height = billed ? Math.max(y(extent(amount)), 1) : 1;
          return (
            <rect
              key={date}
              className={billed ? 'jp-CostTags-fill' : 'jp-CostTags-future'}
              x={`${left(index)}%`}
              y={BASE - height}
              width={`${width}%`}
              height={height}
            >
              {billed && (
                <title>
                  {`${day(date, locale)}: ${money(amount, spend.currency, locale)}`}
                </title>
              )}
            </rect>
          );
        })}
        {estimate !== null && (
          <rect
            className="jp-CostTags-hatch"
            x={`${left(month.indexOf(today))}%`}
            y={BASE - Math.max(y(extent(estimate)), 1)}
            width={`${width}%`}
            height={Math.max(y(extent(estimate)), 1)}
          >
            <title>
              {trans.__(
                '%1: ~%2 (estimate)',
                day(today, locale),
                money(estimate, spend.currency, locale)
              )}
            </title>
          </rect>
        )}
        <Axis month={month} today={today} at={left} width={width} />
      </svg>
    </figure>
  );
}

/** First and last day, every seventh between, and today by its name. */
function Axis(props: {
  month: readonly string[];
  today: string;
  at: (index: number) => number;
  width: number;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { month, today } = props;
  const now = month.indexOf(today);
  const last = month.length - 1;
  const labelled = month
    .map((date, index) => ({ date, index }))
    .filter(
      ({ index }) =>
        (index % 7 === 0 && index < last - 3) || index === last || index === now
    )
    .filter(
      ({ index }) => index === now || now < 0 || Math.abs(index - now) > 3
    );
  return (
    <>
      {labelled.map(({ date, index }) => (
        <text
          key={date}
          className={`jp-CostTags-axis${index === now ? ' jp-mod-now' : ''}`}
          x={`${index === 0 ? 0 : index === last ? 100 : props.at(index) + props.width / 2}%`}
          y={LABELS}
          textAnchor={index === 0 ? 'start' : index === last ? 'end' : 'middle'}
        >
          {index === now ? trans.__('today') : index + 1}
        </text>
      ))}
    </>
  );
}

/** The chart in words: its span and its highest day. */
function useSummary(spend: ISpend): string {
  const { trans, locale } = useSurroundings();
  const [first] = spend.days;
  const last = spend.days[spend.days.length - 1];
  const highest = spend.days.reduce<ISpendDay | undefined>(
    (best, one) =>
      !best || extent(one.amount) > extent(best.amount) ? one : best,
    undefined
  );
  if (!first || !last || !highest) {
    return trans.__('Billed per day: nothing yet.');
  }
  return trans.__(
    'Billed per day, %1 to %2. Highest: %3 on %4.',
    longDay(first.day, locale),
    longDay(last.day, locale),
    spokenMoney(highest.amount, spend.currency, locale),
    longDay(highest.day, locale)
  );
}

/** Today's estimate, where today is all that is not billed yet. */
export function estimateOf(spend: ISpend, today: string): string | null {
  const open = spend.since_last_bill;
  const billed = spend.days.some(({ day }) => day === today);
  return open && open.since.slice(0, 10) === today && !billed
    ? open.estimate
    : null;
}

/** The largest of 1, 2 and 5 times a power of ten that is not above; 0 for nothing. */
export function roundBelow(highest: number): number {
  if (highest <= 0) {
    return 0;
  }
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [5, 2, 1].find(one => one * power <= highest) ?? 1;
  return step * power;
}

function allDays(month: string): readonly string[] {
  return Array.from(
    { length: daysIn(month) },
    (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`
  );
}
