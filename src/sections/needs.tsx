// One job that needs a tag: what is wrong, what a fix does, the picker, the result in its place.
import * as React from 'react';
import type { RowFix } from '../rowfix';
import { Icon } from '../icons';
import { jobCost, type JobCosts } from '../jobcost';
import { Button, Name } from '../parts/basics';
import { Money } from '../parts/money';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPolicyView, IScannedResource, Tags } from '../types';
import { day } from '../format';
import { effectName, hasEnded, listed, nounName, statusName } from '../words';
import { ruleOf } from './judged';
import { Refusal } from './refusal';
import { RowPicker, useChoices } from './rowpicker';
import { Applied } from './applied';
import { Suspects } from './suspects';

export interface IRowActions {
  onApply: (resource: IScannedResource, set: Tags) => void;
  onUndo: (resource: IScannedResource) => void;
  onHold: (id: string, held: boolean) => void;
  onPick: (resource: IScannedResource) => void;
  /** Put what has ended into the correction file. */
  onRecord: (resource: IScannedResource) => void;
}

export interface INeedsRowProps extends IRowActions {
  resource: IScannedResource;
  fix: RowFix | null;
  policy: IPolicyView | null;
  mine: Tags;
  /** The notebook that launched it; null when that isn't known. */
  notebook?: string | null;
  /** What jobs cost, where that is known. */
  costs?: JobCosts | undefined;
  /** Whether it is in the correction file, as far as is known. */
  recorded?: boolean | undefined;
  isActive: boolean;
  onFocus: () => void;
  onMove: (step: number) => void;
}

export function NeedsRow(props: INeedsRowProps): React.JSX.Element {
  const { resource, fix } = props;
  const id = React.useId();
  const row = React.useRef<HTMLLIElement>(null);
  const choices = useChoices(resource, props.policy, props.mine);
  const apply = () => {
    if (choices.set && fix?.kind !== 'applying') {
      row.current?.focus(); // what had it goes away
      props.onApply(resource, choices.set);
    }
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLLIElement>) => {
    if (event.target !== event.currentTarget) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      props.onMove(step);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (fix?.kind === 'applied') {
        props.onUndo(resource);
      } else if (isForRecord(resource)) {
        props.onRecord(resource);
      } else {
        apply();
      }
    }
  };
  return (
    <li
      ref={row}
      className={`jp-CostTags-row ${fix?.kind === 'applied' ? 'jp-mod-done' : 'jp-mod-needs'}`}
      tabIndex={props.isActive ? 0 : -1}
      aria-labelledby={`${id}-title ${id}-detail`}
      aria-busy={fix?.kind === 'applying'}
      data-state={fix?.kind ?? resource.state}
      onFocus={props.onFocus}
      onKeyDown={onKeyDown}
    >
      {fix?.kind === 'applied' ? (
        <Applied
          id={id}
          resource={resource}
          fix={fix}
          tabIndex={props.isActive ? 0 : -1}
          onUndo={() => {
            row.current?.focus();
            props.onUndo(resource);
          }}
          onHold={held => props.onHold(resource.id, held)}
        />
      ) : (
        <Open {...props} id={id} choices={choices} onApplyRow={apply} />
      )}
    </li>
  );
}

interface IOpenProps extends INeedsRowProps {
  id: string;
  choices: ReturnType<typeof useChoices>;
  onApplyRow: () => void;
}

function Open(props: IOpenProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resource, fix, id } = props;
  const refused = fix?.kind === 'refused' ? fix : null;
  const tabIndex = props.isActive ? 0 : -1;
  const judged = resource.state !== 'unknown';
  return (
    <>
      <StateIcon refused={refused !== null} judged={judged} />
      <Title id={`${id}-title`} resource={resource} />
      <RowFigure resource={resource} costs={props.costs} brief />
      <div className="jp-CostTags-row-detail" id={`${id}-detail`}>
        {refused ? <Refusal refused={refused} /> : <Detail {...props} />}
        <Suspects resource={resource} />
      </div>
      {judged && (
        <div className="jp-CostTags-row-action">
          <Button
            kind="quiet"
            tabIndex={tabIndex}
            label={trans.__('Other tags for %1…', visible(resource.name))}
            onClick={() => props.onPick(resource)}
          >
            {trans.__('Other…')}
          </Button>
        </div>
      )}
      <Controls {...props} tabIndex={tabIndex} judged={judged} />
    </>
  );
}

/** Apply for what still accrues; what has ended can only be recorded. */
function Controls(
  props: IOpenProps & { tabIndex: number; judged: boolean }
): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { resource, choices, tabIndex } = props;
  if (isForRecord(resource)) {
    return (
      <div className="jp-CostTags-row-controls">
        <Button
          tabIndex={tabIndex}
          label={trans.__('Record %1…', visible(resource.name))}
          title={trans.__(
            'Ended: what it cost stays as billed. The correction file tells FinOps what it should have carried.'
          )}
          onClick={() => props.onRecord(resource)}
        >
          {props.recorded ? trans.__('Recorded…') : trans.__('Record…')}
        </Button>
      </div>
    );
  }
  return props.judged && choices.keys.length > 0 ? (
    <RowPicker
      resource={resource}
      choices={choices}
      busy={props.fix?.kind === 'applying'}
      tabIndex={tabIndex}
      onApply={props.onApplyRow}
    />
  ) : null;
}

/** A tag would change nothing on the bill any more: FinOps can be told. */
function isForRecord(resource: IScannedResource): boolean {
  return resource.state === 'non-compliant' && hasEnded(resource);
}

function StateIcon(props: {
  refused: boolean;
  judged: boolean;
}): React.JSX.Element {
  if (props.refused) {
    return <Icon shape="error" tone="error" />;
  }
  return props.judged ? (
    <Icon shape="warn" tone="warn" />
  ) : (
    <Icon shape="unknown" />
  );
}

/** Name, kind and status; the kind drops out where it is narrow. */
export function Title(props: {
  id?: string;
  resource: IScannedResource;
  /** A completed job goes without saying. */
  brief?: boolean;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resource } = props;
  const quiet = props.brief && resource.status === 'Completed';
  return (
    <div className="jp-CostTags-row-title" id={props.id}>
      <Name
        className="jp-CostTags-clip"
        text={resource.name}
        title={[
          visible(resource.name),
          nounName(trans, resource),
          statusName(trans, resource)
        ].join('\n')}
      />
      <span className="jp-CostTags-small jp-CostTags-muted jp-CostTags-nowrap">
        <span className="jp-CostTags-hide-narrow">
          {nounName(trans, resource)}
          {!quiet && ' · '}
        </span>
        {!quiet && statusName(trans, resource)}
      </span>
    </div>
  );
}

/** Since when it is there, and what it cost where that is known; `brief` is the one or the other. */
export function RowFigure(props: {
  resource: IScannedResource;
  costs: JobCosts | undefined;
  brief?: boolean;
}): React.JSX.Element {
  const { locale } = useSurroundings();
  const cost = jobCost(props.costs, props.resource);
  return (
    <span className="jp-CostTags-row-figure jp-CostTags-small jp-CostTags-muted">
      {!(cost && props.brief) && (
        <span className={cost ? 'jp-CostTags-hide-narrow' : undefined}>
          {day(props.resource.created.slice(0, 10), locale)}
        </span>
      )}
      {cost && (
        <span className="jp-CostTags-row-cost">
          <Money
            amount={cost.amount}
            currency={cost.currency}
            estimate={cost.estimated}
          />
        </span>
      )}
    </span>
  );
}

function Detail(props: INeedsRowProps): React.JSX.Element {
  const { resource, notebook, policy } = props;
  const { trans, locale } = useSurroundings();
  if (resource.state === 'unknown') {
    return (
      <>
        {trans.__('Unknown.')}{' '}
        <span className="jp-CostTags-muted">
          {visible(resource.reason ?? trans.__('Its tags couldn’t be read.'))}
        </span>
      </>
    );
  }
  const effect = effectName(trans, resource);
  const faults = [
    ...(resource.missing.length > 0
      ? [trans.__('Missing %1', listed(resource.missing, locale))]
      : []),
    ...resource.invalid.map(({ key, value }) =>
      policy && !ruleOf(policy, key)
        ? trans.__('%1 isn’t a policy key', visible(key))
        : trans.__('%1 can’t be “%2”', visible(key), visible(value))
    )
  ];
  return (
    <>
      {faults.join(' · ')}
      <span className="jp-CostTags-muted">
        {' · '}
        {effect}
        {notebook && (
          <>
            {' · '}
            {rich(
              (...slots) => trans.__('from %1', ...slots),
              <Name text={notebook} />
            )}
          </>
        )}
      </span>
    </>
  );
}
