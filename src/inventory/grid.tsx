// The table: only the lines on screen are in the page; one tab stop, the keyboard does the rest.
import * as React from 'react';
import { FixedSizeList, type ListChildComponentProps } from 'react-window';
import { useSurroundings } from '../surroundings';
import type { IScannedResource } from '../types';
import { Head } from './head';
import { Row, type IRowFacts } from './row';
import type { IOrder, Line } from './rows';
import {
  allToggled,
  destination,
  indexOf,
  moved,
  ranged,
  toggled,
  type ISelection
} from './selection';
import { useHeight } from './useheight';

export const LINE = 32; // px

export interface IGridProps extends IRowFacts {
  lines: readonly Line[];
  resources: readonly IScannedResource[];
  selection: ISelection;
  order: IOrder;
  onSelect: (selection: ISelection) => void;
  onOrder: (order: IOrder) => void;
  onOpen: (resource: IScannedResource) => void;
  onFold: (group: string) => void;
  /** Which resources are on screen. */
  onSeen: (ids: readonly string[]) => void;
  /** Esc: close what is open, else choose nothing. */
  onLeave: () => void;
}

/** What the list hands to its parts: they are made outside, so that they keep their state. */
const Shared = React.createContext<IGridProps & { id: string }>(
  {} as IGridProps & { id: string }
);

export const Grid = React.forwardRef<HTMLDivElement, IGridProps>(
  function Grid(props, outer) {
    const id = React.useId();
    const frame = React.useRef<HTMLDivElement>(null);
    const list = React.useRef<FixedSizeList>(null);
    const height = useHeight(frame);
    const active = indexOf(props.lines, props.selection.active);
    const [[from, to], setSeen] = React.useState<readonly [number, number]>([
      0, 0
    ]);
    const { lines, onSeen } = props;
    React.useEffect(() => {
      const shown = lines.slice(from, to).filter(one => one.kind === 'row');
      onSeen(shown.map(one => one.key));
    }, [lines, from, to, onSeen]);
    React.useEffect(() => {
      if (active >= 0) {
        list.current?.scrollToItem(active);
      }
    }, [active]);
    return (
      <Shared.Provider value={{ ...props, id }}>
        <div className="jp-CostTags-grid-frame" ref={frame}>
          <FixedSizeList
            ref={list}
            outerRef={outer}
            outerElementType={Outer}
            innerElementType={Inner}
            // The head stays on top of the lines and takes one line's place.
            height={Math.max(height - LINE, LINE)}
            style={FILL}
            width="100%"
            itemCount={props.lines.length}
            itemSize={LINE}
            itemKey={index => props.lines[index]?.key ?? index}
            overscanCount={8}
            onItemsRendered={({ visibleStartIndex, visibleStopIndex }) =>
              setSeen([visibleStartIndex, visibleStopIndex + 1])
            }
          >
            {LineAt}
          </FixedSizeList>
        </div>
      </Shared.Provider>
    );
  }
);

// A layer of its own would draw thin lines badly.
const FILL = { height: '100%', willChange: 'auto' } as const;

const Outer = React.forwardRef<
  HTMLDivElement,
  React.HTMLAttributes<HTMLDivElement>
>(function Outer(props, ref) {
  const { trans } = useSurroundings();
  const shared = React.useContext(Shared);
  const active = indexOf(shared.lines, shared.selection.active);
  return (
    <div
      {...props}
      ref={ref}
      // Groups open and close: only a treegrid's rows may say so.
      role={shared.lines[0]?.kind === 'group' ? 'treegrid' : 'grid'}
      tabIndex={0}
      className="jp-CostTags-grid"
      data-keys={shared.keys.length}
      aria-label={trans.__('Resources')}
      aria-multiselectable
      aria-rowcount={shared.lines.length + 1}
      aria-activedescendant={active < 0 ? undefined : `${shared.id}-${active}`}
      onKeyDown={event => onKey(event, shared, active)}
    />
  );
});

const Inner = React.forwardRef<
  HTMLDivElement,
  React.HTMLAttributes<HTMLDivElement>
>(function Inner({ style, children, ...rest }, ref) {
  const shared = React.useContext(Shared);
  const height = typeof style?.height === 'number' ? style.height : 0;
  return (
    <div {...rest} ref={ref} style={{ ...style, height: height + LINE }}>
      <Head {...shared} />
      {children}
    </div>
  );
});

function LineAt({ index, style }: ListChildComponentProps): React.JSX.Element {
  const shared = React.useContext(Shared);
  const line = shared.lines[index];
  const top = typeof style.top === 'number' ? style.top + LINE : LINE;
  return (
    <div style={{ ...style, top }} role="presentation">
      {line && <Row {...shared} line={line} index={index} />}
    </div>
  );
}

function onKey(
  event: React.KeyboardEvent,
  shared: IGridProps,
  active: number
): void {
  if (event.target !== event.currentTarget) {
    return;
  }
  const { lines, selection } = shared;
  const to = destination(event.key, active, lines.length);
  const act =
    to === null
      ? actOf(event, shared, lines[active] ?? null)
      : () => shared.onSelect(moved(selection, lines, to, event.shiftKey));
  if (act) {
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

/** What a key that does not move does; null for a key that is not ours. */
function actOf(
  event: React.KeyboardEvent,
  shared: IGridProps,
  line: Line | null
): (() => void) | null {
  const { selection, resources, onSelect } = shared;
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.key === 'Escape') {
    return shared.onLeave;
  }
  if (event.key === 'a' && isCommand) {
    return () =>
      onSelect(
        allToggled(
          selection,
          resources.map(one => one.id)
        )
      );
  }
  if (!line || isCommand || event.altKey) {
    return null;
  }
  if (event.key === ' ') {
    return () =>
      onSelect(
        event.shiftKey
          ? ranged(selection, shared.lines, line)
          : toggled(selection, line)
      );
  }
  return foldOrOpen(event.key, shared, line);
}

function foldOrOpen(
  key: string,
  shared: IGridProps,
  line: Line
): (() => void) | null {
  if (line.kind === 'row') {
    const resource = shared.resources[line.at];
    return key === 'Enter' && resource ? () => shared.onOpen(resource) : null;
  }
  const folds =
    key === 'Enter' || key === (line.isOpen ? 'ArrowLeft' : 'ArrowRight');
  return folds ? () => shared.onFold(line.key) : null;
}
