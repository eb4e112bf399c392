// What a resource cost and the tags that nobody chose, in its details.
import * as React from 'react';
import { Icon } from '../icons';
import { Name } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import type { IScannedResource } from '../types';
import { costReason, costText } from './cost';
import type { Cost } from './usecosts';

export function CostLine({
  cost
}: {
  cost: Cost | undefined;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const text = costText(trans, cost, locale);
  return (
    <p className="jp-CostTags-verdict">
      <Icon shape={text === null ? 'info' : 'clock'} />
      <span>
        {text !== null && (
          <span className="jp-CostTags-strong">{`${text} `}</span>
        )}
        <span className={text === null ? undefined : 'jp-CostTags-muted'}>
          {costReason(trans, cost)}
        </span>
      </span>
    </p>
  );
}

/** What AWS, Studio or an SDK set by itself: shown, never changed, never judged. */
export function SystemTags(props: {
  resource: IScannedResource;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const id = React.useId();
  const tags = Object.entries(props.resource.system_tags ?? {});
  return tags.length === 0 ? null : (
    <section className="jp-CostTags-system" aria-labelledby={id}>
      <h4 id={id} className="jp-CostTags-small">
        <Icon shape="lock" />
        {trans.__('Set by AWS or SageMaker; can’t be changed')}
      </h4>
      <dl className="jp-CostTags-small">
        {tags.sort().map(([key, value]) => (
          <React.Fragment key={key}>
            <dt>
              <Name text={key} />
            </dt>
            <dd>
              <Name text={value} />
            </dd>
          </React.Fragment>
        ))}
      </dl>
    </section>
  );
}
