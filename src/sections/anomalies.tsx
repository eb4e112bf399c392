// Costs that AWS finds unusual, a quiet line each; looking for them costs.
import * as React from 'react';
import { day, instant, money, percent } from '../format';
import { Icon } from '../icons';
import { Button } from '../parts/basics';
import { Problem, Trouble } from '../parts/trouble';
import { asOf, valueOf } from '../resource';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IAnomalies, IAnomaly } from '../types';
import type { IBudgetsProps } from './budgets';

export function Anomalies(
  props: Pick<IBudgetsProps, 'anomalies' | 'price' | 'whoami' | 'onAnomalies'>
): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const { anomalies, whoami, price } = props;
  const value = valueOf(anomalies);
  return (
    <div className="jp-CostTags-anomalies jp-CostTags-small">
      {value?.anomalies.map(anomaly => (
        <Line key={anomaly.id} anomaly={anomaly} currency={value.currency} />
      ))}
      {anomalies.kind === 'failed' && (
        <Trouble failure={anomalies.failure} whoami={whoami} />
      )}
      {value?.problem && <Problem problem={value.problem} whoami={whoami} />}
      <p className="jp-CostTags-anomalies-foot jp-CostTags-muted">
        <span>{value && <Found {...props} value={value} />}</span>
        {price !== null && (
          <Button
            kind="quiet"
            disabled={anomalies.refreshing}
            onClick={props.onAnomalies}
          >
            {anomalies.refreshing
              ? trans.__('Looking…')
              : trans.__(
                  'Look for unusual costs (%1)',
                  money(price, 'USD', locale)
                )}
          </Button>
        )}
      </p>
    </div>
  );
}

/** How much there is, and as of when. */
function Found(
  props: Pick<IBudgetsProps, 'anomalies'> & { value: IAnomalies }
): React.JSX.Element | null {
  const { trans, today, locale } = useSurroundings();
  const { value } = props;
  const at = instant(asOf(props.anomalies) ?? value.as_of, today, locale);
  switch (value.state) {
    case 'none':
      return (
        <>
          {trans.__(
            'Nothing unusual since %1 (%2)',
            day(value.since, locale),
            at
          )}
        </>
      );
    case 'no-monitor':
      return <>{trans.__('No anomaly monitor watches this account.')}</>;
    case 'ok':
      return <>{trans.__('Anomaly Detection, %1', at)}</>;
    default:
      return null;
  }
}

function Line(props: {
  anomaly: IAnomaly;
  currency: string | null;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { anomaly, currency } = props;
  const [cause] = anomaly.causes;
  const what = [cause?.service, cause?.usage_type]
    .filter(part => part)
    .map(part => visible(part ?? ''))
    .join(', ');
  const part = anomaly.impact_percent;
  return (
    <p className="jp-CostTags-anomaly" title={visible(anomaly.why)}>
      <Icon shape="info" />
      <span>
        {trans.__('Unusual: %1 more', money(anomaly.impact, currency, locale))}
        {part !== null && ` (+${percent(Number(part) / 100, locale)})`}
        <span className="jp-CostTags-muted">
          {' · '}
          {datesOf(anomaly, locale)}
          {what && ` · ${what}`}
        </span>
      </span>
    </p>
  );
}

function datesOf({ start, end }: IAnomaly, locale: string | undefined): string {
  const first = start === null ? '?' : day(start, locale);
  return end === start
    ? first
    : `${first}–${end === null ? '' : day(end, locale)}`;
}
