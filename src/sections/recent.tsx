// "Recent": those that have all their tags, newest first.
import * as React from 'react';
import type { RowFixes } from '../rowfix';
import type { JobCosts } from '../jobcost';
import { Icon } from '../icons';
import { Button } from '../parts/basics';
import { useReveal } from '../parts/reveal';
import { Section } from '../parts/section';
import { valueOf, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { INamed } from '../tokens';
import type { IPolicyView, IScan, IScannedResource } from '../types';
import { judged } from './judged';
import { RowFigure, Title } from './needs';
import { Suspects } from './suspects';

const FIRST_ROWS = 5;
const MORE_ROWS = 20;

export interface IRecentProps {
  scan: State<IScan>;
  rows: RowFixes;
  policy: IPolicyView | null;
  /** What jobs cost, where that is known. */
  costs: JobCosts;
  /** Whose row should have the focus. */
  revealed?: INamed | null;
  collapsed: boolean;
  onToggle: (name: string) => void;
  onInventory: () => void;
  /** Change the tags of one. */
  onPick?: (resource: IScannedResource) => void;
}

/** Nothing at all without a job: the section above says so. */
export function RecentSection(props: IRecentProps): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const [most, setMost] = React.useState(FIRST_ROWS);
  const scan = valueOf(props.scan);
  const recent = scan ? judged(scan, props.rows).recent : [];
  const list = React.useRef<HTMLUListElement>(null);
  useReveal(list, recent, props.revealed ?? null, count =>
    setMost(Math.max(most, count))
  );
  if (recent.length === 0) {
    return null;
  }
  const more = recent.length - most;
  return (
    <Section
      name="recent"
      title={trans.__('Recent')}
      collapsed={props.collapsed}
      onToggle={props.onToggle}
      aside={
        <>
          <span className="jp-CostTags-section-fact">
            {props.policy?.state === 'none'
              ? trans._n('%1 resource', '%1 resources', recent.length)
              : trans.__('%1 tagged', String(recent.length))}
          </span>
          <Button
            kind="quiet"
            title={trans.__('All resources in a table')}
            onClick={props.onInventory}
          >
            {trans.__('All %1', String(scan?.resources.length ?? 0))}
          </Button>
        </>
      }
    >
      <div className="jp-CostTags-section-body jp-mod-list">
        <ul ref={list} aria-label={trans.__('Recent')}>
          {recent.slice(0, most).map(resource => (
            <RecentRow
              key={resource.id}
              resource={resource}
              judged={props.policy?.state === 'policy'}
              costs={props.costs}
              onPick={props.onPick}
            />
          ))}
        </ul>
        {more > 0 && (
          <div className="jp-CostTags-more">
            <Button kind="quiet" onClick={() => setMost(most + MORE_ROWS)}>
              {trans._n('%1 more', '%1 more', more)}
            </Button>
          </div>
        )}
      </div>
    </Section>
  );
}

function RecentRow(props: {
  resource: IScannedResource;
  judged: boolean;
  costs: JobCosts;
  onPick?: (resource: IScannedResource) => void;
}): React.JSX.Element {
  const { resource } = props;
  const values = Object.values(resource.tags).map(visible).join(' · ');
  return (
    <li className="jp-CostTags-row" tabIndex={-1}>
      {props.judged ? (
        <Icon shape="ok" tone="ok" />
      ) : (
        <Icon
          shape={resource.billing_effect === 'none' ? 'ended' : 'running'}
        />
      )}
      <Title resource={resource} brief />
      <RowFigure resource={resource} costs={props.costs} />
      {values && (
        <span
          className="jp-CostTags-recent-tags jp-CostTags-only-wide jp-CostTags-small jp-CostTags-muted jp-CostTags-clip"
          title={Object.entries(resource.tags)
            .map(([key, value]) => `${visible(key)}=${visible(value)}`)
            .join('\n')}
        >
          <bdi>{values}</bdi>
        </span>
      )}
      <Suspects resource={resource} onPick={props.onPick} />
    </li>
  );
}
