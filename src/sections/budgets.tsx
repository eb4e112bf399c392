// "Budgets": those that count my costs, as bars with what was told and what AWS does; anomalies.
import * as React from 'react';
import { instant } from '../format';
import { Message, Skeleton } from '../parts/basics';
import { Age } from '../parts/age';
import { Section } from '../parts/section';
import { Problem, Trouble } from '../parts/trouble';
import { asOf, isBusy, valueOf, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import type { IAnomalies, IBudgets, IWhoAmI } from '../types';

const Anomalies = React.lazy(async () => ({
  default: (await import('../behind')).Anomalies
}));
const BudgetRow = React.lazy(async () => ({
  default: (await import('../behind')).BudgetRow
}));

export interface IBudgetsProps {
  budgets: State<IBudgets>;
  anomalies: State<IAnomalies>;
  /** What looking for anomalies costs, in USD; null where an admin turned spend off. */
  price: string | null;
  /** The tag key that marks my costs, where it isn't activated for billing. */
  inactive?: string | null;
  whoami: IWhoAmI | null;
  quiet?: boolean;
  collapsed: boolean;
  onToggle: (name: string) => void;
  onRetry: () => void;
  onAnomalies: () => void;
}

export function BudgetsSection(props: IBudgetsProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const over = (valueOf(props.budgets)?.budgets ?? []).filter(
    ({ health }) => health === 'over'
  ).length;
  return (
    <Section
      name="budgets"
      title={trans.__('Budgets')}
      count={over}
      countLabel={trans._n('%1 over', '%1 over', over)}
      busy={isBusy(props.budgets)}
      collapsed={props.collapsed}
      onToggle={props.onToggle}
      aside={<Aside {...props} />}
    >
      <Body {...props} />
      <React.Suspense fallback={null}>
        <Anomalies {...props} />
      </React.Suspense>
    </Section>
  );
}

function Aside({ budgets }: IBudgetsProps): React.JSX.Element | null {
  const { trans, today, locale } = useSurroundings();
  const at = asOf(budgets);
  if (at === null) {
    return null;
  }
  return budgets.kind === 'failed' ? (
    <Age at={at} />
  ) : (
    <span
      className="jp-CostTags-section-fact jp-CostTags-hide-narrow"
      title={trans.__('AWS works budgets out up to three times a day')}
    >
      {trans.__('AWS Budgets, %1', instant(at, today, locale))}
    </span>
  );
}

function Body(props: IBudgetsProps): React.JSX.Element {
  const { budgets, whoami, onRetry } = props;
  const value = valueOf(budgets);
  return (
    <>
      {budgets.kind === 'loading' && <Loading />}
      {budgets.kind === 'failed' && !props.quiet && (
        <Trouble failure={budgets.failure} whoami={whoami} onRetry={onRetry} />
      )}
      {value && <Found {...props} value={value} />}
    </>
  );
}

function Loading(): React.JSX.Element {
  return (
    <div className="jp-CostTags-section-body">
      <Skeleton rows={['middle', 'long']} />
    </div>
  );
}

function Found(props: IBudgetsProps & { value: IBudgets }): React.JSX.Element {
  const { value, whoami } = props;
  return (
    <>
      {value.problem && (
        <Problem
          problem={value.problem}
          whoami={whoami}
          onRetry={props.onRetry}
        />
      )}
      {value.problems.map((problem, index) => (
        <Problem key={index} problem={problem} whoami={whoami} />
      ))}
      {value.state === 'none' && <None value={value} />}
      {value.budgets.length > 0 && (
        <React.Suspense fallback={<Loading />}>
          <ul className="jp-CostTags-section-body jp-mod-list">
            {value.budgets.map(budget => (
              <BudgetRow
                key={budget.name}
                budget={budget}
                inactive={props.inactive ?? null}
              />
            ))}
          </ul>
        </React.Suspense>
      )}
    </>
  );
}

function None({ value }: { value: IBudgets }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { others } = value;
  return (
    <Message shape="info" plain>
      {trans.__('No budget counts your tags.')}{' '}
      {others !== null &&
        others > 0 &&
        trans._n(
          'The account has %1 other.',
          'The account has %1 others.',
          others
        )}
    </Message>
  );
}
