// "This month": the amount with its date, source and age, day by day and by tag.
import * as React from 'react';
import { budgetOf } from '../budgets';
import { day, instant, isZero } from '../format';
import { Button, IconButton, Message, Skeleton } from '../parts/basics';
import { Age } from '../parts/age';
import { Section } from '../parts/section';
import { isSettled, Trouble } from '../parts/trouble';
import { asOf, isBusy, valueOf, type State } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import type {
  IBudgets,
  IPolicyView,
  IRunning,
  ISpend,
  IStatus,
  IWhoAmI
} from '../types';
import { Breakdown } from './groups';
import { Days } from './days';
import { Month } from './month';
import { priceOf, spendSource } from './price';

const Zero = React.lazy(async () => ({
  default: (await import('../behind')).Zero
}));

export interface ISpendProps {
  spend: State<ISpend>;
  by: string | null;
  grouped: State<ISpend>;
  /** What is up now: what it costs per hour, and how the estimate did. */
  running: IRunning | null;
  budgets: IBudgets | null;
  status: IStatus | null;
  policy: IPolicyView | null;
  whoami: IWhoAmI | null;
  quiet?: boolean;
  collapsed: boolean;
  onToggle: (name: string) => void;
  onGroup: (by: string) => void;
  onRefresh: () => void;
}

export function SpendSection(props: ISpendProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const spend = valueOf(props.spend);
  const off = props.status?.meter.spend_enabled === false;
  const shared = props.whoami?.environment === 'studio-shared-space';
  return (
    <Section
      name="spend"
      title={
        shared ? trans.__('This month, the space') : trans.__('This month')
      }
      busy={!off && isBusy(props.spend)}
      collapsed={props.collapsed}
      onToggle={props.onToggle}
      aside={<Aside {...props} spend={props.spend} />}
    >
      {off && !spend ? (
        <Message shape="info" plain>
          {trans.__('An admin turned spend off for this server.')}
        </Message>
      ) : (
        <Body {...props} value={spend} />
      )}
    </Section>
  );
}

/** At the right: until when it is billed; for a saved value, when it was read. */
function Aside({ spend }: ISpendProps): React.JSX.Element | null {
  const { trans, locale } = useSurroundings();
  const value = valueOf(spend);
  const readAt = asOf(spend);
  if (spend.kind === 'failed' && value && readAt) {
    return <Age at={readAt} />;
  }
  if (!value?.through || value.month_to_date === null) {
    return null;
  }
  return (
    <span className="jp-CostTags-section-fact">
      {rich(
        (...slots) => trans.__('billed to %1 %2', ...slots),
        day(value.through, locale),
        <span className="jp-CostTags-hide-narrow">{trans.__('(UTC)')}</span>
      )}
    </span>
  );
}

function Body(
  props: ISpendProps & { value: ISpend | null }
): React.JSX.Element {
  const { value } = props;
  return (
    <>
      {props.spend.kind === 'loading' && (
        <div className="jp-CostTags-section-body">
          <Skeleton rows={['amount', 'long', 'middle']} />
        </div>
      )}
      {props.spend.kind === 'failed' && !props.quiet && (
        <Trouble failure={props.spend.failure} whoami={props.whoami} />
      )}
      {value && value.month_to_date !== null && (
        <Numbers {...props} value={value} amount={value.month_to_date} />
      )}
      {value && value.state !== 'ok' && (
        <React.Suspense fallback={null}>
          <Zero spend={value} whoami={props.whoami} />
        </React.Suspense>
      )}
      {(value ?? props.spend.kind === 'failed') && <Foot {...props} />}
    </>
  );
}

function Numbers(
  props: ISpendProps & { value: ISpend; amount: string }
): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const [table, setTable] = React.useState(false);
  const { value, amount } = props;
  return (
    <div className="jp-CostTags-section-body jp-CostTags-month">
      <Month
        spend={value}
        amount={amount}
        running={props.running}
        budget={budgetOf(props.budgets, value)}
      />
      {!isZero(amount) && (
        <>
          {value.days.length > 0 && <Days spend={value} table={table} />}
          <Breakdown
            spend={value}
            by={props.by}
            grouped={props.grouped}
            policy={props.policy}
            whoami={props.whoami}
            price={priceOf(props.spend, props.status, trans, locale)}
            table={table}
            onGroup={props.onGroup}
            onRefresh={props.onRefresh}
            tableButton={
              <IconButton
                shape="table"
                label={trans.__('Show as table')}
                pressed={table}
                onClick={() => setTable(!table)}
              />
            }
          />
        </>
      )}
    </div>
  );
}

/** Where the numbers are from and when; what asking again costs, where that can help. */
function Foot(
  props: ISpendProps & { value: ISpend | null }
): React.JSX.Element | null {
  const { trans, today, locale } = useSurroundings();
  const { value } = props;
  if (props.spend.kind === 'failed' && isSettled(props.spend.failure)) {
    return null;
  }
  const readAt = asOf(props.spend);
  const asking = props.spend.refreshing;
  return (
    <div className="jp-CostTags-spend-foot">
      <span className="jp-CostTags-small jp-CostTags-muted">
        {value &&
          readAt &&
          trans.__(
            '%1, %2',
            spendSource(trans, value.source),
            instant(readAt, today, locale)
          )}
        {value?.estimated && (
          <span className="jp-CostTags-only-wide">
            {' · '}
            {trans.__('AWS may still change it')}
          </span>
        )}
      </span>
      <Button kind="quiet" onClick={props.onRefresh} disabled={asking}>
        {asking
          ? trans.__('Updating…')
          : trans.__(
              'Refresh spend (%1)',
              priceOf(props.spend, props.status, trans, locale)
            )}
      </Button>
    </div>
  );
}
