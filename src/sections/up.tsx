// One resource that is up: name and type, per hour, since when, idle or not, and Stop.
import * as React from 'react';
import { duration, instant } from '../format';
import { Icon, type Shape, type Tone } from '../icons';
import { Button, Name } from '../parts/basics';
import { Money, Rate } from '../parts/money';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IRunningResource, IStopped } from '../types';
import { kindName } from '../words';
import { instancesOf, isEnding, outcomeText, shortName } from './upwords';

export interface IUpRowProps {
  resource: IRunningResource;
  currency: string | null;
  /** When it was looked at; what accrued is until then. */
  now: string;
  stopped: IStopped | null;
  isActive: boolean;
  onFocus: () => void;
  onMove: (step: number) => void;
  onStop: () => void;
  onSnooze: () => void;
  onWake: () => void;
}

export function UpRow(props: IUpRowProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const id = React.useId();
  const { resource, stopped } = props;
  const name = shortName(resource);
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      props.onMove(step);
    } else if (event.key === 'Enter' && !isEnding(stopped)) {
      event.preventDefault();
      props.onStop();
    }
  };
  return (
    <li
      className="jp-CostTags-row"
      tabIndex={props.isActive ? 0 : -1}
      aria-labelledby={`${id}-title ${id}-figure ${id}-detail`}
      onFocus={props.onFocus}
      onKeyDown={onKeyDown}
    >
      <Icon {...iconOf(resource, stopped)} />
      <div className="jp-CostTags-row-title" id={`${id}-title`}>
        <Name
          className="jp-CostTags-clip"
          text={name}
          title={[visible(resource.name), kindName(trans, resource.kind)].join(
            '\n'
          )}
        />
        <span className="jp-CostTags-small jp-CostTags-muted jp-CostTags-nowrap">
          {resource.is_here && (
            <span className="jp-CostTags-here">{trans.__('you are here')}</span>
          )}
          <span className="jp-CostTags-hide-narrow">
            {resource.is_here && ' · '}
            {instancesOf(resource) ?? kindName(trans, resource.kind)}
          </span>
        </span>
      </div>
      <span className="jp-CostTags-row-figure" id={`${id}-figure`}>
        {resource.hourly === null ? (
          <span
            className="jp-CostTags-small jp-CostTags-muted"
            title={resource.reason ?? undefined}
          >
            {trans.__('no price')}
          </span>
        ) : (
          <Rate amount={resource.hourly} currency={props.currency} />
        )}
      </span>
      <div className="jp-CostTags-row-detail" id={`${id}-detail`}>
        {stopped ? (
          outcomeText(trans, stopped)
        ) : (
          <>
            <Detail {...props} /> <SnoozeButton {...props} name={name} />
          </>
        )}
      </div>
      {!isEnding(stopped) && (
        <div className="jp-CostTags-row-action">
          <Button
            kind="quiet"
            tabIndex={props.isActive ? 0 : -1}
            label={trans.__('Stop %1…', visible(name))}
            onClick={props.onStop}
          >
            {trans.__('Stop…')}
          </Button>
        </div>
      )}
    </li>
  );
}

function iconOf(
  { activity, snoozed }: IRunningResource,
  stopped: IStopped | null
): { shape: Shape; tone?: Tone } {
  if (stopped) {
    return isEnding(stopped)
      ? { shape: 'ended' }
      : stopped.outcome === 'unknown'
        ? { shape: 'unknown' }
        : { shape: 'error', tone: 'error' };
  }
  return activity === 'idle' && !snoozed
    ? { shape: 'clock', tone: 'warn' }
    : { shape: 'running' };
}

/** For what nobody seems to use: leave it on purpose; take that back. */
function SnoozeButton(
  props: IUpRowProps & { name: string }
): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { resource, name } = props;
  if (!resource.snoozed && resource.activity === 'active') {
    return null;
  }
  return (
    <Button
      kind="quiet"
      tabIndex={props.isActive ? 0 : -1}
      label={
        resource.snoozed
          ? trans.__('End the snooze of %1', visible(name))
          : trans.__('Snooze %1…', visible(name))
      }
      onClick={resource.snoozed ? props.onWake : props.onSnooze}
    >
      {resource.snoozed ? trans.__('End snooze') : trans.__('Snooze…')}
    </Button>
  );
}

/** Idle or not, for how long it is up, and what that has come to; second facts drop out. */
function Detail(props: IUpRowProps): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const { resource, now, currency } = props;
  const { since, accrued, reason } = resource;
  const facts = [
    ...useFacts(props),
    since !== null && {
      shown: trans.__('up %1', duration(since, now, locale)),
      title: trans.__('Since %1', instant(since, today, locale))
    },
    accrued !== null && {
      shown: <Money amount={accrued} currency={currency} estimate />
    },
    reason !== null && { shown: visible(reason) }
  ].filter(fact => fact !== false);
  return <Facts facts={facts} />;
}

/** Whether somebody left it on purpose, whether it is used, and what it is. */
function useFacts({ resource, now }: IUpRowProps): (IFact | false)[] {
  const { trans, today, locale } = useSurroundings();
  const { snoozed, activity, activity_reason: why, kind } = resource;
  const idle = resource.idle_since;
  return [
    snoozed !== null && {
      shown: trans.__(
        'Snoozed until %1: %2',
        instant(snoozed.until, today, locale),
        visible(snoozed.reason)
      ),
      strong: true
    },
    activity === 'idle' && {
      shown:
        idle === null
          ? trans.__('Idle')
          : trans.__('Idle for %1', duration(idle, now, locale)),
      title:
        why ?? (idle && trans.__('Since %1', instant(idle, today, locale))),
      strong: snoozed === null
    },
    kind !== 'app' && { shown: kindName(trans, kind), second: true },
    activity === 'unknown' && {
      shown: trans.__('use unknown'),
      title: why,
      second: true
    }
  ];
}

interface IFact {
  shown: React.ReactNode;
  title?: string | null;
  strong?: boolean;
  /** Drops out where it is narrow, with the dot after it. */
  second?: boolean;
}

function Facts({ facts }: { facts: readonly IFact[] }): React.JSX.Element {
  return (
    <span className="jp-CostTags-muted">
      {facts.map(({ shown, title, strong, second }, index) => (
        <span
          key={index}
          className={second ? 'jp-CostTags-hide-narrow' : undefined}
        >
          <span
            className={strong ? 'jp-CostTags-up-strong' : undefined}
            title={title ?? undefined}
          >
            {shown}
          </span>
          {index < facts.length - 1 && ' · '}
        </span>
      ))}
    </span>
  );
}
