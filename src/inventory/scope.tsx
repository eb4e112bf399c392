// Whose resources the table lists: mine, what one notebook launched, everybody's.
import * as React from 'react';
import { Select } from '../parts/select';
import type { Whose } from '../scans';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import { MINE } from './usescan';

export interface IScopeProps {
  whose: Whose;
  /** The path of the notebook that was worked in last; null without one. */
  notebook: string | null;
  onWhose: (whose: Whose) => void;
}

const EVERYBODY: Whose = { scope: 'all' };

export function Scope(props: IScopeProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { whose, notebook } = props;
  const path = whose.scope === 'notebook' ? whose.path : notebook;
  const notebooks = path === null ? [] : [path];
  return (
    <Select
      label={trans.__('Whose')}
      value={whose.scope}
      options={[
        { value: 'mine', label: trans.__('Mine') },
        ...notebooks.map(one => ({
          value: 'notebook',
          label: trans.__('This notebook: %1', visible(fileName(one)))
        })),
        { value: 'all', label: trans.__('Everybody’s') }
      ]}
      onChange={value => {
        const isNotebook = value === 'notebook' && path !== null;
        props.onWhose(
          isNotebook
            ? { scope: 'notebook', path }
            : value === 'all'
              ? EVERYBODY
              : MINE
        );
      }}
    />
  );
}

function fileName(path: string): string {
  return path.split('/').pop() ?? path;
}
