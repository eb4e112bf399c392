// An amount: as a figure for the eye, in words for the ear.
import * as React from 'react';
import { money, rate, spokenMoney } from '../format';
import { useSurroundings } from '../surroundings';

export function Money(props: {
  amount: string;
  currency: string | null;
  /** Not certain: "~", in italics. */
  estimate?: boolean;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { amount, currency } = props;
  const spoken = spokenMoney(amount, currency, locale);
  return (
    <>
      <span
        className={props.estimate ? 'jp-CostTags-estimate' : undefined}
        aria-hidden="true"
      >
        {props.estimate && '~'}
        {money(amount, currency, locale)}
      </span>
      <span className="jp-CostTags-hidden">
        {props.estimate ? trans.__('about %1', spoken) : spoken}
      </span>
    </>
  );
}

/** An amount in a chart's or a table's cell. */
export function Figure(props: {
  amount: string;
  currency: string | null;
  estimate?: boolean;
}): React.JSX.Element {
  const { locale } = useSurroundings();
  return (
    <span className={props.estimate ? 'jp-CostTags-estimate' : undefined}>
      {props.estimate && '~'}
      {money(props.amount, props.currency, locale)}
    </span>
  );
}

/** An estimate of what an hour costs. */
export function Rate(props: {
  amount: string;
  currency: string | null;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { amount, currency } = props;
  return (
    <>
      <span className="jp-CostTags-estimate" aria-hidden="true">
        {trans.__('~%1/h', rate(amount, currency, locale))}
      </span>
      <span className="jp-CostTags-hidden">
        {trans.__('about %1 per hour', spokenMoney(amount, currency, locale))}
      </span>
    </>
  );
}
