// One resource in detail: what is wrong, where each tag comes from, what a fix does to the bill.
import * as React from 'react';
import { instant } from '../format';
import { Icon } from '../icons';
import { Button, CopyButton, IconButton, Name } from '../parts/basics';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { ILaunch, IPolicyView, IScannedResource, IWhoAmI } from '../types';
import {
  effectShape,
  effectText,
  hasEnded,
  listed,
  nounName,
  sourceName,
  statusName,
  suspectText
} from '../words';
import { consoleUrl } from './console';
import { KINDS_WITH_PARTS } from './kinds';
import { CostLine, SystemTags } from './drawercost';
import { lineageOf, type ILayer, type ILineage } from './lineage';
import { wrongKeys } from './rows';
import type { Cost } from './usecosts';

export interface IDrawerProps {
  resource: IScannedResource;
  launch: ILaunch | null;
  cost: Cost | undefined;
  whoami: IWhoAmI | null;
  policy: IPolicyView | null;
  /** The data isn't an account's: there is no console for it. */
  demo: boolean;
  onClose: () => void;
  onFix: (resource: IScannedResource) => void;
  /** Put it into the correction file. */
  onRecord: (resource: IScannedResource) => void;
  /** Compare it with its parts. */
  onParts: (resource: IScannedResource) => void;
}

export function Drawer(props: IDrawerProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const id = React.useId();
  const { resource } = props;
  return (
    <aside
      className="jp-CostTags-drawer"
      aria-labelledby={id}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          props.onClose();
        }
      }}
    >
      <div className="jp-CostTags-drawer-head">
        <h3 id={id}>
          <Name text={resource.name} />
        </h3>
        <IconButton
          shape="close"
          label={trans.__('Close details')}
          onClick={props.onClose}
        />
      </div>
      <Facts {...props} />
      <Keys {...props} />
      {props.launch === null && (
        <p className="jp-CostTags-drawer-part jp-CostTags-small jp-CostTags-muted">
          {isMarkedAlone(resource)
            ? rich(
                (...slots) =>
                  trans.__(
                    'Marked as %1’s: which layers gave its tags isn’t known here.',
                    ...slots
                  ),
                <Name text={resource.user ?? ''} />
              )
            : trans.__(
                'The guard did not record its launch: this compares with your layers as they are now.'
              )}
        </p>
      )}
      <SystemTags resource={resource} />
      <Actions {...props} />
    </aside>
  );
}

function Facts({ resource, launch, cost }: IDrawerProps): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const notebook = launch?.notebook?.split('/').pop();
  const isLate = resource.state === 'non-compliant' && hasEnded(resource);
  return (
    <div className="jp-CostTags-drawer-part">
      <p className="jp-CostTags-small jp-CostTags-muted">
        {[
          nounName(trans, resource),
          statusName(trans, resource),
          instant(resource.created, today, locale)
        ].join(' · ')}
        {notebook && (
          <>
            {' · '}
            {rich(
              (...slots) => trans.__('from %1', ...slots),
              <Name text={notebook} />
            )}
          </>
        )}
      </p>
      <Verdict resource={resource} />
      <p className="jp-CostTags-verdict">
        <Icon shape={effectShape(resource)} />
        <span>
          {effectText(trans, resource)}
          {isLate && ` ${trans.__('The correction file tells FinOps.')}`}
        </span>
      </p>
      <CostLine cost={cost} />
    </div>
  );
}

function Verdict(props: { resource: IScannedResource }): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { resource } = props;
  if (resource.state === 'unknown') {
    return (
      <p className="jp-CostTags-verdict">
        <Icon shape="unknown" />
        <span>
          {trans.__('Unknown.')}{' '}
          {visible(resource.reason ?? trans.__('Its tags couldn’t be read.'))}
        </span>
      </p>
    );
  }
  const wrong = wrongKeys(resource);
  return (
    <p className="jp-CostTags-verdict">
      <Icon
        shape={wrong.length > 0 ? 'warn' : 'ok'}
        tone={wrong.length > 0 ? 'warn' : 'ok'}
      />
      <span>
        {wrong.length > 0
          ? trans.__('Missing or not allowed: %1.', listed(wrong, locale))
          : trans.__('Nothing is missing.')}
      </span>
    </p>
  );
}

/** Marked, and not known as mine: my layers have nothing to tell about it. */
function isMarkedAlone({ user, mine }: IScannedResource): boolean {
  return Boolean(user) && !mine;
}

function Keys(props: IDrawerProps): React.JSX.Element {
  const { resource, launch, policy } = props;
  const whoami = isMarkedAlone(resource) ? null : props.whoami;
  return (
    <ul className="jp-CostTags-lineage">
      {lineageOf(resource, launch, whoami, policy).map(lineage => (
        <li key={lineage.key}>
          <KeyHead lineage={lineage} />
          <Layers {...props} lineage={lineage} />
        </li>
      ))}
    </ul>
  );
}

function KeyHead({ lineage }: { lineage: ILineage }): React.JSX.Element {
  const { trans } = useSurroundings();
  const { suspect } = lineage;
  const words = {
    missing: trans.__('missing'),
    'not-allowed': trans.__('not allowed'),
    unknown: trans.__('unknown')
  };
  return (
    <p className="jp-CostTags-lineage-key">
      <Name className="jp-CostTags-strong" text={lineage.key} />
      {lineage.value !== null && <Name text={lineage.value} />}
      {lineage.fault && (
        <span className="jp-CostTags-state">
          <Icon
            shape={lineage.fault === 'unknown' ? 'unknown' : 'warn'}
            tone={lineage.fault === 'unknown' ? undefined : 'warn'}
          />
          {words[lineage.fault]}
        </span>
      )}
      {suspect && (
        <span className="jp-CostTags-state jp-CostTags-small">
          <Icon shape="unknown" />
          {suspectText(trans, suspect)}
        </span>
      )}
    </p>
  );
}

function Layers(
  props: IDrawerProps & { lineage: ILineage }
): React.JSX.Element {
  const { trans } = useSurroundings();
  const { lineage, whoami } = props;
  const isAbsent = lineage.layers.some(({ part }) => part === 'absent');
  return (
    <>
      <ol className="jp-CostTags-layers">
        {lineage.layers.map(layer => (
          <li key={layer.source} className={`jp-mod-${layer.part}`}>
            <span className="jp-CostTags-muted">{layerName(trans, layer)}</span>
            {layer.part === 'lost' || layer.part === 'absent' ? (
              <span>
                <del>
                  <Name text={layer.value} />
                </del>{' '}
                <span className="jp-CostTags-muted">
                  {layer.part === 'lost'
                    ? trans.__('overridden')
                    : trans.__('not on it')}
                </span>
              </span>
            ) : (
              <span>
                <Name text={layer.value} />
                {layer.part === 'same' && (
                  <span className="jp-CostTags-muted"> {trans.__('same')}</span>
                )}
              </span>
            )}
          </li>
        ))}
      </ol>
      {isAbsent && whoami?.tag_propagation === 'DISABLED' && (
        <p className="jp-CostTags-small jp-CostTags-muted">
          {trans.__(
            'Your layers have a value, but tag propagation is off and the launch did not carry it.'
          )}
        </p>
      )}
    </>
  );
}

function layerName(
  trans: ReturnType<typeof useSurroundings>['trans'],
  { source }: ILayer
): string {
  switch (source) {
    case 'call':
      return trans.__('the launch call');
    case 'now':
      return trans.__('set on it');
    default:
      return sourceName(trans, source);
  }
}

function Actions(props: IDrawerProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resource } = props;
  const url = props.demo ? null : consoleUrl(resource);
  return (
    <div className="jp-CostTags-drawer-foot">
      {resource.state === 'non-compliant' && hasEnded(resource) && (
        <Button onClick={() => props.onRecord(resource)}>
          {trans.__('Record…')}
        </Button>
      )}
      {resource.state !== 'unknown' && (
        <Button onClick={() => props.onFix(resource)}>
          {trans.__('Change tags…')}
        </Button>
      )}
      {KINDS_WITH_PARTS.includes(resource.kind) && (
        <Button onClick={() => props.onParts(resource)}>
          {trans.__('Compare its parts…')}
        </Button>
      )}
      <CopyButton text={resource.arn}>{trans.__('Copy ARN')}</CopyButton>
      {url && (
        <a
          className="jp-CostTags-link jp-CostTags-small"
          href={url}
          target="_blank"
          rel="noopener noreferrer"
        >
          {trans.__('Open in the AWS console')}
        </a>
      )}
    </div>
  );
}
