// A section of the panel: a head that collapses it, one fact or one action, a body.
import * as React from 'react';
import { Icon } from '../icons';

export interface ISectionProps {
  name: string;
  title: string;
  count?: number;
  countLabel?: string;
  aside?: React.ReactNode;
  busy?: boolean;
  collapsed: boolean;
  onToggle: (name: string) => void;
  children: React.ReactNode;
}

export function Section(props: ISectionProps): React.JSX.Element {
  const id = React.useId();
  return (
    <section
      className={`jp-CostTags-section jp-CostTags-${props.name}`}
      aria-labelledby={`${id}-title`}
      aria-busy={props.busy ?? false}
    >
      <div className="jp-CostTags-section-head">
        <h3>
          <button
            type="button"
            id={`${id}-title`}
            className="jp-CostTags-section-toggle"
            aria-expanded={!props.collapsed}
            aria-controls={`${id}-body`}
            onClick={() => props.onToggle(props.name)}
          >
            <Icon shape={props.collapsed ? 'caret-right' : 'caret-down'} />
            {props.title}
            {props.count !== undefined && props.count > 0 && (
              <span
                className="jp-CostTags-count"
                aria-label={props.countLabel}
                role={props.countLabel ? 'img' : undefined}
              >
                {props.count}
              </span>
            )}
          </button>
        </h3>
        {props.aside}
      </div>
      <div id={`${id}-body`} hidden={props.collapsed}>
        {!props.collapsed && props.children}
      </div>
    </section>
  );
}
