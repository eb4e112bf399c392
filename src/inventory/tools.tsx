// At the right above the table: how many, as of when, and the list as a file.
import * as React from 'react';
import { openMenu } from '../chip/menu';
import { download } from '../download';
import { instant } from '../format';
import { IconButton } from '../parts/basics';
import { asOf, type State } from '../resource';
import { useSurroundings } from '../surroundings';
import type { IScan, IScannedResource } from '../types';
import { csvOf, jsonOf } from './export';
import type { Costs } from './usecosts';

export interface IToolsProps {
  scan: State<IScan>;
  listed: readonly IScannedResource[];
  total: number;
  costs: Costs;
  onRefresh: () => void;
}

export function Tools(props: IToolsProps): React.JSX.Element {
  const { trans, today, locale } = useSurroundings();
  const { listed, total, scan } = props;
  const read = asOf(scan);
  const number = new Intl.NumberFormat(locale);
  const count =
    listed.length === total
      ? trans._n('%2 resource', '%2 resources', total, number.format(total))
      : trans.__(
          '%1 of %2',
          number.format(listed.length),
          number.format(total)
        );
  const offer = (anchor: HTMLElement) =>
    openMenu(
      [
        {
          label: trans.__('CSV, for a spreadsheet'),
          act: () =>
            download(
              fileName(today, 'csv'),
              'text/csv',
              csvOf(listed, props.costs)
            )
        },
        {
          label: trans.__('JSON'),
          act: () =>
            download(
              fileName(today, 'json'),
              'application/json',
              jsonOf(listed, read, props.costs)
            )
        }
      ],
      anchor
    );
  return (
    <div className="jp-CostTags-tools">
      <span className="jp-CostTags-small jp-CostTags-muted jp-CostTags-nowrap">
        {count}
        {read !== null && (
          <>
            {' · '}
            {scan.refreshing
              ? trans.__(
                  'Updating… (showing %1 data)',
                  instant(read, today, locale)
                )
              : trans.__('%1 data', instant(read, today, locale))}
          </>
        )}
      </span>
      <IconButton
        shape="download"
        label={trans.__('Save what is listed as a file')}
        disabled={listed.length === 0}
        hasMenu
        onClick={event => void offer(event.currentTarget)}
      />
      <IconButton
        shape="refresh"
        label={trans.__('Read again; free')}
        onClick={props.onRefresh}
      />
    </div>
  );
}

function fileName(today: string, ending: string): string {
  return `cost-tags-${today}.${ending}`;
}
