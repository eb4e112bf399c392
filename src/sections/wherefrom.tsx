// Which layer gave each tag, and what it replaced.
import * as React from 'react';
import { Button, Name } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import type { IPolicyView, ISourcedTag, IWhoAmI } from '../types';
import { sourceName } from '../words';

export function WhereFrom(props: {
  whoami: IWhoAmI;
  policy: IPolicyView | null;
  onEdit?: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { whoami } = props;
  const rows = [
    ...whoami.tags.map(tag => ({ tag, replaced: false })),
    ...whoami.overridden.map(tag => ({ tag, replaced: true }))
  ].sort((a, b) =>
    a.tag.key < b.tag.key ? -1 : a.tag.key > b.tag.key ? 1 : 0
  );
  return (
    <div className="jp-CostTags-wherefrom">
      <table className="jp-CostTags-table">
        <caption className="jp-CostTags-hidden">
          {trans.__('Where your tags come from')}
        </caption>
        <thead>
          <tr>
            <th scope="col">{trans.__('Key')}</th>
            <th scope="col">{trans.__('Value')}</th>
            <th scope="col">{trans.__('From')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ tag, replaced }) => (
            <Row
              key={`${tag.key}\n${tag.source}\n${String(replaced)}`}
              tag={tag}
              replaced={replaced}
              label={labelOf(props.policy, tag)}
            />
          ))}
        </tbody>
      </table>
      <p className="jp-CostTags-small jp-CostTags-muted">
        {propagation(trans, whoami)}
      </p>
      {props.onEdit && (whoami.user_profile ?? whoami.space) && (
        <Button kind="quiet" onClick={props.onEdit}>
          {trans.__('Change my profile’s or space’s tags…')}
        </Button>
      )}
    </div>
  );
}

function Row(props: {
  tag: ISourcedTag;
  replaced: boolean;
  label: string | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { tag, replaced, label } = props;
  return (
    <tr className={replaced ? 'jp-mod-replaced' : undefined}>
      <td>
        <Name text={tag.key} />
      </td>
      <td>
        {replaced ? (
          <del>
            <Name text={tag.value} />
          </del>
        ) : (
          <Name text={tag.value} />
        )}
        {label && (
          <span className="jp-CostTags-muted">
            {' '}
            <Name text={label} />
          </span>
        )}
      </td>
      <td className="jp-CostTags-muted">
        {replaced
          ? trans.__('%1 (replaced)', sourceName(trans, tag.source))
          : sourceName(trans, tag.source)}
      </td>
    </tr>
  );
}

function labelOf(policy: IPolicyView | null, tag: ISourcedTag): string | null {
  const rule = policy?.keys.find(one => one.key === tag.key);
  return rule?.values?.find(one => one.value === tag.value)?.label ?? null;
}

function propagation(
  trans: ReturnType<typeof useSurroundings>['trans'],
  whoami: IWhoAmI
): string | null {
  if (!whoami.domain_id) {
    return null;
  }
  switch (whoami.tag_propagation) {
    case 'ENABLED':
      return trans.__(
        'Tag propagation is on: SageMaker adds these tags to what you create in Studio.'
      );
    case 'DISABLED':
      return trans.__(
        'Tag propagation is off: what you create doesn’t get these tags by itself.'
      );
    case 'unknown':
      return trans.__('Whether tag propagation is on is not known.');
  }
}
