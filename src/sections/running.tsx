// "Running now": what accrues cost while nobody looks, the dearest first; each can be stopped.
import * as React from 'react';
import { day, instant } from '../format';
import { Button, Message, Skeleton } from '../parts/basics';
import { Age } from '../parts/age';
import { Rate } from '../parts/money';
import { useRoving } from '../parts/roving';
import { Section } from '../parts/section';
import { Problem, Trouble } from '../parts/trouble';
import { asOf, isBusy, valueOf, type State } from '../resource';
import type { Stops } from '../running';
import { rich, useSurroundings } from '../surroundings';
import type { IRunning, IRunningResource, IWhoAmI } from '../types';
import { UpRow } from './up';

const FIRST_ROWS = 5;

export interface IRunningProps {
  running: State<IRunning>;
  stops: Stops;
  whoami: IWhoAmI | null;
  quiet?: boolean;
  collapsed: boolean;
  onToggle: (name: string) => void;
  onRetry: () => void;
  onStop: (resource: IRunningResource) => void;
  onSnooze: (resource: IRunningResource) => void;
  onWake: (resource: IRunningResource) => void;
}

export function RunningSection(props: IRunningProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const count = valueOf(props.running)?.resources.length ?? 0;
  return (
    <Section
      name="running"
      title={trans.__('Running now')}
      count={count}
      countLabel={trans._n('%1 resource', '%1 resources', count)}
      busy={isBusy(props.running)}
      collapsed={props.collapsed}
      onToggle={props.onToggle}
      aside={<Aside {...props} />}
    >
      <Body {...props} />
    </Section>
  );
}

/** At the right: what all of it costs per hour; for a saved look, its time. */
function Aside({ running }: IRunningProps): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const value = valueOf(running);
  const looked = asOf(running);
  if (running.kind === 'failed' && value && looked) {
    return <Age at={looked} />;
  }
  if (!value || value.resources.length === value.unpriced) {
    return null;
  }
  const hour = (
    <Rate
      amount={value.hourly ?? value.hourly_known}
      currency={value.currency}
    />
  );
  return (
    <span className="jp-CostTags-running-total">
      {value.hourly === null
        ? rich((...slots) => trans.__('at least %1', ...slots), hour)
        : hour}
    </span>
  );
}

function Body(props: IRunningProps): React.JSX.Element {
  const { running } = props;
  const value = valueOf(running);
  return (
    <>
      {running.kind === 'loading' && (
        <div className="jp-CostTags-section-body">
          <Skeleton rows={['long', 'middle']} />
        </div>
      )}
      {running.kind === 'failed' && !props.quiet && (
        <Trouble
          failure={running.failure}
          whoami={props.whoami}
          onRetry={props.onRetry}
        />
      )}
      {value && (
        <>
          {value.problems.length > 0 && <Incomplete {...props} value={value} />}
          {value.resources.length > 0 ? (
            <Rows {...props} value={value} />
          ) : (
            value.complete && <Nothing />
          )}
        </>
      )}
    </>
  );
}

interface IValueProps extends IRunningProps {
  value: IRunning;
}

function Nothing(): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <p className="jp-CostTags-section-body jp-CostTags-small jp-CostTags-muted">
      {trans.__(
        'Nothing of yours is up: no app, endpoint, job or notebook instance.'
      )}
    </p>
  );
}

/** What could not be read: the first in full, the rest when asked for. */
function Incomplete(props: IValueProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const [all, setAll] = React.useState(false);
  const { value, whoami } = props;
  const { problems } = value;
  const shown = all ? problems : problems.slice(0, 1);
  const more = problems.length - shown.length;
  return (
    <div className="jp-CostTags-incomplete">
      {!value.complete && (
        <Message shape="unknown" plain>
          {trans.__('Not everything could be read; more may be up.')}
        </Message>
      )}
      {shown.map((problem, index) => (
        <Problem
          key={index}
          problem={problem}
          whoami={whoami}
          onRetry={index === 0 ? props.onRetry : undefined}
        >
          {index === 0 && more > 0 && (
            <Button kind="quiet" onClick={() => setAll(true)}>
              {trans._n(
                '%1 more could not be read',
                '%1 more could not be read',
                more
              )}
            </Button>
          )}
        </Problem>
      ))}
    </div>
  );
}

function Rows(props: IValueProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const [all, setAll] = React.useState(false);
  const { value, stops } = props;
  const shown = all ? value.resources : value.resources.slice(0, FIRST_ROWS);
  const more = value.resources.length - shown.length;
  const roving = useRoving<HTMLUListElement>(shown.length);
  return (
    <div className="jp-CostTags-section-body jp-mod-list">
      <ul ref={roving.list} aria-label={trans.__('Running now')}>
        {shown.map((resource, index) => (
          <UpRow
            key={resource.id}
            resource={resource}
            currency={value.currency}
            now={value.as_of}
            stopped={stops.get(resource.id) ?? null}
            isActive={index === roving.active}
            onFocus={() => roving.focused(index)}
            onMove={step => roving.move(index, step)}
            onStop={() => props.onStop(resource)}
            onSnooze={() => props.onSnooze(resource)}
            onWake={() => props.onWake(resource)}
          />
        ))}
      </ul>
      <div className="jp-CostTags-running-foot jp-CostTags-small jp-CostTags-muted">
        <Source value={value} />
        {more > 0 && (
          <Button kind="quiet" onClick={() => setAll(true)}>
            {trans._n('%1 more', '%1 more', more)}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Where the estimates are from, and from when. */
function Source({ value }: { value: IRunning }): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const at = instant(value.as_of, today, locale);
  return (
    <span
      title={
        value.metrics_read > 0
          ? trans.__(
              'CloudWatch metrics read: %1 ($0.01 a thousand)',
              String(value.metrics_read)
            )
          : undefined
      }
    >
      {value.prices_as_of
        ? trans.__(
            'Estimates by AWS’s list prices of %1, %2',
            day(value.prices_as_of.slice(0, 10), locale),
            at
          )
        : trans.__('No price list; looked at %1', at)}
    </span>
  );
}
