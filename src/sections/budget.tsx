// One budget: spent of its limit, the forecast, alerts that were sent, and what AWS does about it.
import * as React from 'react';
import { isZero, money, percent } from '../format';
import { Icon, type Shape, type Tone } from '../icons';
import { Bar } from '../parts/bar';
import { Name } from '../parts/basics';
import { Money } from '../parts/money';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IBudget, IBudgetAction, IBudgetAlert } from '../types';
import { listed } from '../words';

const ICONS: Readonly<
  Record<IBudget['health'], { shape: Shape; tone?: Tone }>
> = {
  ok: { shape: 'ok', tone: 'ok' },
  'forecast-over': { shape: 'warn', tone: 'warn' },
  over: { shape: 'error', tone: 'error' },
  unknown: { shape: 'unknown' }
};

export function BudgetRow(props: {
  budget: IBudget;
  inactive: string | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { budget, inactive } = props;
  const counts = !isDormant(budget, inactive);
  return (
    <li className="jp-CostTags-row jp-CostTags-budget">
      <Icon {...(counts ? ICONS[budget.health] : { shape: 'info' })} />
      <div className="jp-CostTags-row-title">
        <Name
          className="jp-CostTags-clip"
          text={budget.name}
          title={[budget.name, budget.why, budget.filter_text]
            .filter(part => part !== null)
            .map(visible)
            .join('\n')}
        />
      </div>
      <span className="jp-CostTags-row-figure">
        <OfLimit budget={budget} />
      </span>
      <div className="jp-CostTags-budget-detail jp-CostTags-small">
        {budget.actual !== null && budget.limit !== null && (
          <Bar
            actual={budget.actual}
            limit={budget.limit}
            forecast={budget.forecast ? { total: budget.forecast } : null}
          />
        )}
        <p>
          {counts ? (
            <Facts budget={budget} />
          ) : (
            trans.__(
              'Counts nothing yet: %1 isn’t activated for billing.',
              visible(inactive ?? '')
            )
          )}
        </p>
        <Alerts budget={budget} />
        {(budget.actions ?? []).map(action => (
          <Action key={action.id} action={action} />
        ))}
      </div>
    </li>
  );
}

/** Whether nothing is spent only since the bill doesn't know the key that it counts by. */
function isDormant(budget: IBudget, inactive: string | null): boolean {
  return (
    budget.actual !== null &&
    isZero(budget.actual) &&
    (budget.filters ?? []).some(
      ({ kind, key }) => kind === 'tag' && key === inactive
    )
  );
}

function OfLimit({ budget }: { budget: IBudget }): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { actual, limit, currency } = budget;
  return (
    <>
      {actual === null ? (
        <span className="jp-CostTags-muted">{trans.__('no figure yet')}</span>
      ) : (
        <Money amount={actual} currency={currency} />
      )}
      {limit !== null && (
        <span className="jp-CostTags-muted">
          {' '}
          {trans.__('of %1', amountOf(budget, limit, locale, true))}
        </span>
      )}
    </>
  );
}

function Alerts({ budget }: { budget: IBudget }): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const sent = (budget.alerts ?? []).filter(alert => alert.sent);
  return sent.length === 0 ? null : (
    <p className="jp-CostTags-muted">
      {trans.__(
        'Alerts sent at %1',
        listed(
          sent.map(alert => alertText(trans, budget, alert, locale)),
          locale
        )
      )}
    </p>
  );
}

/** How much of the limit, what is left or over, the forecast, and whose costs it counts. */
function Facts({ budget }: { budget: IBudget }): React.JSX.Element {
  const { trans } = useSurroundings();
  const facts = [
    <Rest key="rest" budget={budget} />,
    budget.forecast !== null && (
      <Forecast key="forecast" budget={budget} forecast={budget.forecast} />
    ),
    budget.health === 'unknown' &&
      budget.health_reason !== null &&
      visible(budget.health_reason),
    budget.counts_others && trans.__('counts others too')
  ].filter(fact => fact !== false);
  return (
    <span className="jp-CostTags-muted">
      {facts.map((fact, index) => (
        <React.Fragment key={index}>
          {index > 0 && ' · '}
          {fact}
        </React.Fragment>
      ))}
    </span>
  );
}

function Rest({ budget }: { budget: IBudget }): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { left } = budget;
  const part = ratioText(budget.actual_percent, locale) ?? '?';
  if (left === null) {
    return <>{trans.__('how much is left isn’t known')}</>;
  }
  return left.startsWith('-') ? (
    <strong className="jp-CostTags-up-strong">
      {trans.__('%1 over (%2)', amountOf(budget, left.slice(1), locale), part)}
    </strong>
  ) : (
    <>{trans.__('%1, %2 left', part, amountOf(budget, left, locale))}</>
  );
}

function Forecast(props: {
  budget: IBudget;
  forecast: string;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { budget, forecast } = props;
  const amount = money(forecast, budget.currency, locale, true);
  const part = ratioText(budget.forecast_percent, locale);
  return budget.health === 'forecast-over' && part !== null ? (
    <span className="jp-CostTags-up-strong">
      {trans.__('forecast %1 (%2)', amount, part)}
    </span>
  ) : (
    <>{trans.__('forecast %1', amount)}</>
  );
}

const STAGES: Readonly<
  Record<IBudgetAction['stage'], { shape: Shape; tone?: Tone }>
> = {
  waiting: { shape: 'info' },
  approval: { shape: 'clock', tone: 'warn' },
  running: { shape: 'running' },
  done: { shape: 'block', tone: 'error' },
  undone: { shape: 'undo' },
  failed: { shape: 'error', tone: 'error' },
  unknown: { shape: 'unknown' }
};

/** What AWS does about it, in plain words; that it concerns me stands first. */
function Action({ action }: { action: IBudgetAction }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <p className="jp-CostTags-budget-action">
      <Icon {...STAGES[action.stage]} />
      <span>
        {action.touches_me && (
          <strong>{trans.__('Concerns your role.')} </strong>
        )}
        {visible(action.effect)}
      </span>
    </p>
  );
}

function alertText(
  trans: ReturnType<typeof useSurroundings>['trans'],
  budget: IBudget,
  { threshold, unit, kind }: IBudgetAlert,
  locale: string | undefined
): string {
  const at =
    unit === 'percent'
      ? (ratioText(threshold, locale) ?? threshold)
      : amountOf(budget, threshold, locale, true);
  return kind === 'forecast' ? trans.__('%1 (forecast)', at) : at;
}

function ratioText(
  text: string | null,
  locale: string | undefined
): string | null {
  return text === null ? null : percent(Number(text) / 100, locale);
}

/** A limit is in whole units where it has no cents; what is no money keeps its unit. */
function amountOf(
  { currency, unit }: IBudget,
  amount: string,
  locale: string | undefined,
  isLimit = false
): string {
  const whole = isLimit && /^\d+(\.0*)?$/.test(amount);
  const text = money(amount, currency, locale, whole);
  return currency === null && unit !== null ? `${text} ${visible(unit)}` : text;
}
