// An amount: as a figure for the eye, in words for the ear.
import * as React from 'react';
import { money, spokenMoney } from '../format';
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
