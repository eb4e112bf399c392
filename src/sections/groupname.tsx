// The name of a group: a tag's value with its friendly name, a day, a job, or that there is no tag.
import * as React from 'react';
import { day } from '../format';
import { Name } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';

export function GroupName(props: {
  group: { readonly key: string | null };
  by: string | null;
  labels: ReadonlyMap<string, string>;
}): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { key } = props.group;
  if (key === null) {
    return (
      <span className="jp-CostTags-clip">
        {props.by?.startsWith('tag:')
          ? trans.__('Not tagged')
          : trans.__('Other')}
      </span>
    );
  }
  const label = props.labels.get(key);
  const text =
    props.by === 'day'
      ? day(key, locale)
      : props.by === 'job'
        ? lastOf(key)
        : key;
  return (
    <span
      className="jp-CostTags-clip"
      title={label ? `${visible(key)} · ${visible(label)}` : visible(key)}
    >
      <Name text={text} />
      {label && (
        <span className="jp-CostTags-muted jp-CostTags-only-wide">
          {' '}
          <Name text={label} />
        </span>
      )}
    </span>
  );
}

/** A job's name without its kind, which the tooltip has; an app's with its space. */
function lastOf(key: string): string {
  const [kind, ...rest] = key.split('/');
  return kind === 'app' ? rest.slice(1, 3).join(' ') : (rest.pop() ?? key);
}
