// The amount of the month, and the facts beside it.
import * as React from 'react';
import {
  change,
  day,
  dayBefore,
  isZero,
  money,
  percent,
  share,
  signedMoney,
  spokenMoney
} from '../format';
import { Bar } from '../parts/bar';
import { Code } from '../parts/basics';
import { Rate } from '../parts/money';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IBudget, IRunning, ISpend } from '../types';
import { listed } from '../words';
import { own } from '../record';

export function Month(props: {
  spend: ISpend;
  amount: string;
  running: IRunning | null;
  budget: IBudget | null;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { spend, amount, budget } = props;
  return (
    <div className="jp-CostTags-month-main">
      <p className="jp-CostTags-money">
        <span className="jp-CostTags-money-amount" aria-hidden="true">
          {money(amount, spend.currency, locale)}
        </span>
        <span className="jp-CostTags-hidden">
          {spokenMoney(amount, spend.currency, locale)}
        </span>
        {budget?.limit && <Limit {...props} limit={budget.limit} />}
        {isZero(amount) ? null : <Whose spend={spend} />}
      </p>
      {budget?.limit && (
        <Bar actual={amount} limit={budget.limit} forecast={spend.forecast} />
      )}
      <ul className="jp-CostTags-facts jp-CostTags-small">
        {isZero(amount) && spend.state === 'ok' && (
          <li className="jp-CostTags-muted">
            {trans.__(
              '%1 billed to you this month (data to %2). New usage appears within about a day.',
              money(amount, spend.currency, locale),
              day(spend.through ?? spend.as_of.slice(0, 10), locale)
            )}
          </li>
        )}
        <Forecast spend={spend} />
        <SinceLastBill spend={spend} running={props.running} />
        <Reconciled running={props.running} />
        <Previous spend={spend} amount={amount} />
        <Excluded spend={spend} />
        <Untagged spend={spend} amount={amount} />
      </ul>
    </div>
  );
}

/** The budget's limit, then the share of it; never the share alone. */
function Limit(props: {
  spend: ISpend;
  amount: string;
  limit: string;
  budget: IBudget | null;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { spend, amount, limit } = props;
  return (
    <>
      <span title={trans.__('Budget %1', visible(props.budget?.name ?? ''))}>
        {trans.__('of %1', money(limit, spend.currency, locale, true))}
      </span>
      <span className="jp-CostTags-money-share jp-CostTags-muted">
        {share(amount, limit, locale)}
      </span>
    </>
  );
}

function Whose({ spend }: { spend: ISpend }): React.JSX.Element | null {
  const { trans } = useSurroundings();
  if (spend.whose !== 'tag' || spend.whose_name === null) {
    return null;
  }
  return (
    <span className="jp-CostTags-small jp-CostTags-muted">
      {rich(
        (...slots) => trans.__('for %1', ...slots),
        <Code text={spend.whose_name} />
      )}
    </span>
  );
}

function Forecast({ spend }: { spend: ISpend }): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  if (!spend.forecast) {
    return spend.forecast_reason ? (
      <li className="jp-CostTags-muted">
        {trans.__('No forecast: %1', visible(spend.forecast_reason))}
      </li>
    ) : null;
  }
  const whole = (amount: string) => money(amount, spend.currency, locale, true);
  const { total, low, high } = spend.forecast;
  const from = spend.forecast.source === 'own-days';
  return (
    <li
      title={
        from
          ? trans.__(
              'From the days before; it ends in this range 80 times in 100'
            )
          : trans.__('Cost Explorer’s; it ends in this range 80 times in 100')
      }
    >
      {trans.__('Forecast %1', whole(total))}{' '}
      {low !== null && high !== null ? (
        <span className="jp-CostTags-muted">
          ({whole(low)}–{whole(high)})
        </span>
      ) : null}
    </li>
  );
}

/** What is not billed yet, and what it grows by. */
function SinceLastBill(props: {
  spend: ISpend;
  running: IRunning | null;
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const { spend, running } = props;
  if (!spend.since_last_bill) {
    return null;
  }
  return (
    <li>
      {rich(
        (...slots) =>
          trans.__('%1 since last billing update (estimate)', ...slots),
        <span className="jp-CostTags-estimate">
          + ~{money(spend.since_last_bill.estimate, spend.currency, locale)}
        </span>
      )}
      {running?.hourly && !isZero(running.hourly) && (
        <span className="jp-CostTags-muted">
          {' · '}
          {rich(
            (...slots) => trans.__('now %1', ...slots),
            <Rate amount={running.hourly} currency={running.currency} />
          )}
        </span>
      )}
    </li>
  );
}

/** How near the estimate of the last billed day came to its bill. */
function Reconciled(props: {
  running: IRunning | null;
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const { running } = props;
  const told = running?.reconciled;
  if (!running || !told) {
    return null;
  }
  const shown = (amount: string) => money(amount, running.currency, locale);
  return (
    <li className="jp-CostTags-muted">
      {rich(
        (...slots) =>
          trans.__(
            'Estimate for %1: ~%2, billed %3 (%4)',
            day(told.day, locale),
            shown(told.estimate),
            shown(told.billed),
            ...slots
          ),
        <span className="jp-CostTags-nowrap">
          {signedMoney(told.error, running.currency, locale)}
        </span>
      )}
    </li>
  );
}

/** The month before up to the same day: its amount is AWS's, only the percentage is ours. */
function Previous(props: {
  spend: ISpend;
  amount: string;
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const { spend, amount } = props;
  if (spend.previous_month === null) {
    return null;
  }
  const before = money(spend.previous_month, spend.currency, locale);
  const until = day(dayBefore(comparedDay(spend)), locale);
  const ratio = change(amount, spend.previous_month);
  const rounded = ratio === null ? null : Math.round(ratio * 100);
  return (
    <li className="jp-CostTags-muted">
      {rounded === null || isZero(amount)
        ? trans.__('%1 by %2', before, until)
        : rounded === 0
          ? trans.__('As much as by %1 (%2)', until, before)
          : rounded < 0
            ? trans.__(
                '%1 less than by %2 (%3)',
                percent(-(ratio ?? 0), locale),
                until,
                before
              )
            : trans.__(
                '%1 more than by %2 (%3)',
                percent(ratio ?? 0, locale),
                until,
                before
              )}
    </li>
  );
}

/** The day that the comparison goes to: yesterday, or the last billed day if that is later. */
export function comparedDay(spend: ISpend): string {
  const yesterday = new Date(spend.as_of);
  yesterday.setUTCDate(yesterday.getUTCDate() - 1);
  const text = yesterday.toISOString().slice(0, 10);
  return spend.through !== null && spend.through > text ? spend.through : text;
}

function Excluded({ spend }: { spend: ISpend }): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const parts = Object.entries(spend.excluded)
    .filter(([, amount]) => !isZero(amount))
    .map(
      ([kind, amount]) =>
        `${excludedName(trans, kind)} ${money(amount, spend.currency, locale)}`
    );
  return parts.length === 0 ? null : (
    <li className="jp-CostTags-muted">
      {trans.__('Not included: %1', listed(parts, locale))}
    </li>
  );
}

function excludedName(
  trans: ReturnType<typeof useSurroundings>['trans'],
  kind: string
): string {
  const names: Readonly<Record<string, string>> = {
    Credit: trans.__('credits'),
    Refund: trans.__('refunds'),
    Tax: trans.__('tax')
  };
  return own(names, kind) ?? visible(kind);
}

function Untagged(props: {
  spend: ISpend;
  amount: string;
}): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const { spend, amount } = props;
  if (spend.untagged === null || isZero(amount)) {
    return null;
  }
  const keys = listed(spend.untagged_keys, locale);
  const any = listed(spend.untagged_keys, locale, 'disjunction');
  if (isZero(spend.untagged)) {
    return (
      <li className="jp-CostTags-muted">
        {trans.__('All of it has %1.', keys)}
      </li>
    );
  }
  const part = share(spend.untagged, amount, locale);
  return (
    <li>
      {trans.__(
        '%1 (%2) can’t be assigned: no %3',
        money(spend.untagged, spend.currency, locale),
        part ?? '?',
        any
      )}
    </li>
  );
}
