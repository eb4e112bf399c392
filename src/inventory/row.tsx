// One line of the table: a resource in cells, or the head of a group.
import * as React from 'react';
import { instant } from '../format';
import { Icon } from '../icons';
import { Name } from '../parts/basics';
import { Check } from '../parts/check';
import { own } from '../record';
import type { RowFixes } from '../rowfix';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IScannedResource } from '../types';
import {
  effectName,
  effectShape,
  kindName,
  listed,
  nounName,
  statusName,
  suspectOf,
  suspectText
} from '../words';
import { CostCell } from './cost';
import { wrongKeys, type Line } from './rows';
import { chosenOf, ranged, toggled, type ISelection } from './selection';
import type { Costs } from './usecosts';

/** What every row is told. */
export interface IRowFacts {
  /** The policy's required keys that have a column. */
  keys: readonly string[];
  /** All keys that the policy requires. */
  required: readonly string[];
  rows: RowFixes;
  costs: Costs;
  /** Whose details are open. */
  opened: string | null;
}

interface IRowProps extends IRowFacts {
  id: string;
  line: Line;
  lines: readonly Line[];
  index: number;
  resources: readonly IScannedResource[];
  selection: ISelection;
  onSelect: (selection: ISelection) => void;
  onOpen: (resource: IScannedResource) => void;
  onFold: (group: string) => void;
}

export function Row(props: IRowProps): React.JSX.Element {
  const { line, selection } = props;
  const resource = line.kind === 'row' ? props.resources[line.at] : null;
  const chosen = chosenOf(line, selection.chosen);
  const names = [
    'jp-CostTags-line',
    ...(chosen === 'all' ? ['jp-mod-chosen'] : []),
    ...(selection.active === line.key ? ['jp-mod-active'] : []),
    ...(props.opened === line.key ? ['jp-mod-opened'] : []),
    ...(line.kind === 'group' ? ['jp-mod-group'] : [])
  ];
  const onClick = (event: React.MouseEvent) => {
    if (event.shiftKey) {
      props.onSelect(ranged(selection, props.lines, line));
    } else if (event.ctrlKey || event.metaKey) {
      props.onSelect(toggled(selection, line));
    } else {
      props.onSelect({ ...selection, active: line.key, anchor: line.key });
      if (line.kind === 'group') {
        props.onFold(line.key);
      } else if (resource) {
        props.onOpen(resource);
      }
    }
  };
  return (
    <div
      className={names.join(' ')}
      role="row"
      id={`${props.id}-${props.index}`}
      aria-rowindex={props.index + 2}
      aria-selected={chosen === 'all'}
      aria-expanded={line.kind === 'group' ? line.isOpen : undefined}
      onClick={onClick}
    >
      {line.kind === 'group' ? (
        <GroupCells {...props} line={line} chosen={chosen} />
      ) : resource ? (
        <Cells {...props} resource={resource} chosen={chosen} />
      ) : null}
    </div>
  );
}

function Box(
  props: IRowProps & { label: string; chosen: 'all' | 'some' | 'none' }
): React.JSX.Element {
  const { selection, line } = props;
  return (
    <span role="gridcell">
      <Check
        label={props.label}
        checked={props.chosen === 'all'}
        some={props.chosen === 'some'}
        tabIndex={-1}
        onChange={(_, event) => {
          event.stopPropagation();
          props.onSelect(
            event.shiftKey
              ? ranged(selection, props.lines, line)
              : toggled(selection, line)
          );
        }}
      />
    </span>
  );
}

function GroupCells(
  props: IRowProps & {
    line: Extract<Line, { kind: 'group' }>;
    chosen: 'all' | 'some' | 'none';
  }
): React.JSX.Element {
  const { trans } = useSurroundings();
  const { line } = props;
  const name = useGroupName(line);
  return (
    <>
      <Box {...props} label={trans.__('Choose all of: %1', name)} />
      <span role="gridcell" className="jp-CostTags-line-group">
        <Icon shape={line.isOpen ? 'caret-down' : 'caret-right'} />
        <bdi className="jp-CostTags-clip jp-CostTags-strong">{name}</bdi>
        <span className="jp-CostTags-muted">{line.ids.length}</span>
      </span>
    </>
  );
}

function useGroupName(line: Extract<Line, { kind: 'group' }>): string {
  const { trans, locale } = useSurroundings();
  const [first = ''] = line.of;
  switch (line.by) {
    case 'kind':
      return kindName(trans, first);
    case 'user':
      return first === '' ? trans.__('Not marked by Studio') : visible(first);
    case 'state':
      return first === 'compliant'
        ? trans.__('Nothing missing')
        : trans.__('Unknown');
    case 'missing':
      return trans.__('Missing or not allowed: %1', listed(line.of, locale));
  }
}

function Cells(
  props: IRowProps & {
    resource: IScannedResource;
    chosen: 'all' | 'some' | 'none';
  }
): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const { resource } = props;
  return (
    <>
      <Box {...props} label={visible(resource.name)} />
      <span role="gridcell" className="jp-CostTags-line-name">
        <Name className="jp-CostTags-clip" text={resource.name} />
      </span>
      <span
        role="gridcell"
        className="jp-CostTags-line-kind jp-CostTags-muted jp-CostTags-clip"
      >
        {nounName(trans, resource)}
      </span>
      <span role="gridcell" className="jp-CostTags-line-state">
        <Verdict {...props} />
      </span>
      {props.keys.map(key => (
        <Value key={key} tagKey={key} resource={resource} />
      ))}
      <span role="gridcell" className="jp-CostTags-line-status">
        <Icon shape={effectShape(resource)} />
        <span className="jp-CostTags-clip">
          {statusName(trans, resource)}
          {resource.state === 'non-compliant' && (
            <span className="jp-CostTags-muted">
              {` · ${effectName(trans, resource) ?? trans.__('unknown')}`}
            </span>
          )}
        </span>
      </span>
      <span
        role="gridcell"
        className="jp-CostTags-line-created jp-CostTags-muted"
      >
        {instant(resource.created, today, locale).replace(/ UTC$/, '')}
      </span>
      <CostCell cost={props.costs.get(resource.id)} />
    </>
  );
}

/** How many of the required tags it has; "unknown" is never a number. */
function Verdict(
  props: IRowProps & { resource: IScannedResource }
): React.JSX.Element {
  const { trans, locale } = useSurroundings();
  const { resource, required } = props;
  const fix = props.rows.get(resource.id);
  if (fix?.kind === 'applying') {
    return <span className="jp-CostTags-muted">{trans.__('Applying…')}</span>;
  }
  if (resource.state === 'unknown') {
    return (
      <>
        <Icon shape="unknown" />
        <span title={resource.reason ? visible(resource.reason) : undefined}>
          {trans.__('unknown')}
        </span>
      </>
    );
  }
  if (required.length === 0) {
    return <span className="jp-CostTags-muted">{trans.__('not judged')}</span>;
  }
  const wrong = wrongKeys(resource);
  const isFine = resource.state === 'compliant';
  return (
    <>
      <Icon shape={isFine ? 'ok' : 'warn'} tone={isFine ? 'ok' : 'warn'} />
      <span title={isFine ? undefined : listed(wrong, locale)}>
        {trans.__(
          '%1 of %2',
          String(required.filter(key => !wrong.includes(key)).length),
          String(required.length)
        )}
      </span>
    </>
  );
}

function Value(props: {
  tagKey: string;
  resource: IScannedResource;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { tagKey, resource } = props;
  const value = own(resource.tags, tagKey);
  const isInvalid = resource.invalid.some(one => one.key === tagKey);
  const suspect = suspectOf(resource, tagKey);
  const className = 'jp-CostTags-line-key jp-CostTags-clip';
  if (value) {
    return (
      <span role="gridcell" className={className}>
        {isInvalid && <Icon shape="warn" tone="warn" />}
        {suspect && <Icon shape="unknown" />}
        <Name
          text={value}
          title={suspect ? suspectText(trans, suspect) : undefined}
        />
        {suspect && (
          <span className="jp-CostTags-hidden">
            {suspectText(trans, suspect)}
          </span>
        )}
      </span>
    );
  }
  return (
    <span role="gridcell" className={className}>
      {resource.state === 'unknown' ? (
        <span className="jp-CostTags-muted">{trans.__('unknown')}</span>
      ) : resource.missing.includes(tagKey) ? (
        <span className="jp-CostTags-strong">{trans.__('missing')}</span>
      ) : (
        ''
      )}
    </span>
  );
}
