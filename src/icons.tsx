// The icons: our own filled shapes on a 16 px grid, and JupyterLab's where it has one.
import {
  caretDownIcon,
  caretRightIcon,
  checkIcon,
  closeIcon,
  downloadIcon,
  lockIcon,
  notebookIcon,
  refreshIcon,
  searchIcon,
  settingsIcon,
  undoIcon,
  userIcon,
  usersIcon
} from '@jupyterlab/ui-components';
import * as React from 'react';
import { TAG } from './icon';

const SHAPES = {
  tag: TAG,
  warn: 'M8 1.25c.27 0 .52.14.65.38l6.25 11.25a.75.75 0 0 1-.65 1.12H1.75a.75.75 0 0 1-.65-1.12L7.35 1.63A.75.75 0 0 1 8 1.25ZM7.25 5.5v4.25h1.5V5.5h-1.5Zm0 5.5v1.5h1.5V11h-1.5Z',
  ok: 'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5Zm0 1.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5Zm2.6 2.6 1.05 1.05L7.2 10.85 4.4 8.05 5.45 7 7.2 8.75l3.4-3.4Z',
  error:
    'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5ZM7.25 4.5V9h1.5V4.5h-1.5Zm0 5.75v1.5h1.5v-1.5h-1.5Z',
  block:
    'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5ZM4.5 7.25v1.5h7v-1.5h-7Z',
  unknown:
    'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5Zm0 1.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5ZM7.25 10.5h1.5V12h-1.5v-1.5ZM8 4c1.38 0 2.5 1 2.5 2.3 0 1.6-1.75 1.75-1.75 3.2h-1.5C7.25 7.4 9 7.3 9 6.3c0-.45-.45-.8-1-.8s-1 .35-1 .9H5.5C5.5 5 6.62 4 8 4Z',
  info: 'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5Zm0 1.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5ZM7.25 7h1.5v4.75h-1.5V7Zm0-2.75h1.5v1.5h-1.5v-1.5Z',
  clock:
    'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5Zm0 1.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5ZM7.25 4.5h1.5v3.1l2.3 2.3-1.06 1.06L7.25 8.2V4.5Z',
  running:
    'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5Zm0 1.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5ZM6.5 5l4.5 3-4.5 3V5Z',
  ended:
    'M8 1.25a6.75 6.75 0 1 1 0 13.5 6.75 6.75 0 0 1 0-13.5Zm0 1.5a5.25 5.25 0 1 0 0 10.5 5.25 5.25 0 0 0 0-10.5ZM5.75 5.75h4.5v4.5h-4.5v-4.5Z',
  offline:
    'M2.05 1 15 13.95 13.95 15l-2.5-2.5H4.5a3.5 3.5 0 0 1-.72-6.93L1 2.05 2.05 1Zm2.97 5.08L4.5 7.05A2 2 0 0 0 4.5 11h5.44L5.02 6.08ZM8 3.5a4.5 4.5 0 0 1 4.33 3.28 3 3 0 0 1 1.7 4.74l-1.1-1.1A1.5 1.5 0 0 0 11.75 8.2l-.7-.02-.1-.7A3 3 0 0 0 6.6 5.33L5.5 4.24A4.5 4.5 0 0 1 8 3.5Z',
  table:
    'M2 2.5h12v11H2v-11ZM3.5 4v1.75h9V4h-9Zm0 3.25v1.75H7V7.25H3.5Zm5 0v1.75h4V7.25h-4Zm-5 3.25V12H7v-1.5H3.5Zm5 0V12h4v-1.5h-4Z',
  demo: 'M5 1.5h6V3h-.75v3.3l3.4 6.1c.5.9-.1 2.1-1.2 2.1h-8.9c-1.1 0-1.7-1.2-1.2-2.1l3.4-6.1V3H5V1.5ZM7.25 3v3.7L5.7 9.5h4.6L8.75 6.7V3h-1.5Z',
  plug: 'M5 1.5h1.5V5h3V1.5H11V5h1.5v3A4.5 4.5 0 0 1 8.75 12.4V15h-1.5v-2.6A4.5 4.5 0 0 1 3.5 8V5H5V1.5Z',
  swap: 'M10.5 2 14 5.25 10.5 8.5V6H3V4.5h7.5V2Zm-5 5.5V10H13v1.5H5.5V14L2 10.75 5.5 7.5Z',
  arrow: 'M9 3.5 13.5 8 9 12.5l-1-1 2.7-2.75H2.5v-1.5h8.2L8 4.5l1-1Z'
} as const;

const LAB = {
  'caret-down': caretDownIcon,
  'caret-right': caretRightIcon,
  check: checkIcon,
  close: closeIcon,
  download: downloadIcon,
  lock: lockIcon,
  notebook: notebookIcon,
  refresh: refreshIcon,
  search: searchIcon,
  settings: settingsIcon,
  undo: undoIcon,
  user: userIcon,
  users: usersIcon
} as const;

export type Shape = keyof typeof SHAPES | keyof typeof LAB;

/** One meaning in a row: triangle to do, question mark unknown, clock idle or waiting. */
export type Tone = 'warn' | 'error' | 'ok' | 'brand' | 'text';

export interface IIconProps {
  shape: Shape;
  tone?: Tone;
}

/** An icon beside words that say the same; hidden from screen readers. */
export function Icon({ shape, tone }: IIconProps): React.JSX.Element {
  const className = `jp-CostTags-icon${tone ? ` jp-mod-${tone}` : ''}`;
  if (isLab(shape)) {
    const Lab = LAB[shape];
    return (
      <span className={className} data-icon={shape} aria-hidden="true">
        <Lab.react tag="span" className="jp-CostTags-icon-lab" />
      </span>
    );
  }
  return (
    <svg
      className={className}
      data-icon={shape}
      viewBox="0 0 16 16"
      aria-hidden="true"
      focusable="false"
    >
      <path fillRule="evenodd" d={SHAPES[shape]} />
    </svg>
  );
}

function isLab(shape: Shape): shape is keyof typeof LAB {
  return shape in LAB;
}
