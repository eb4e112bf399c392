// The small parts that all sections are made of.
import * as React from 'react';
import { Icon, type Shape, type Tone } from '../icons';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';

/** A name that somebody else chose: isolated from our text's direction, nothing hidden in it. */
export function Name(props: {
  text: string;
  className?: string;
  /** More than the name, for the tooltip. */
  title?: string;
}): React.JSX.Element {
  const shown = visible(props.text);
  return (
    <bdi className={props.className} title={props.title ?? shown}>
      {shown}
    </bdi>
  );
}

/** A name in code type, for keys, IAM actions, values. */
export function Code({ text }: { text: string }): React.JSX.Element {
  return <bdi className="jp-CostTags-code">{visible(text)}</bdi>;
}

/** A sentence of the server part, in which `backticks` set a name in code type. */
export function Prose({ text }: { text: string }): React.JSX.Element {
  return (
    <>
      {text
        .split(/`([^`]+)`/)
        .map((piece, index) =>
          index % 2 === 1 ? (
            <Code key={index} text={piece} />
          ) : (
            <React.Fragment key={index}>{visible(piece)}</React.Fragment>
          )
        )}
    </>
  );
}

export interface IButtonProps {
  children: React.ReactNode;
  onClick: () => void;
  kind?: 'accept' | 'quiet' | 'plain';
  large?: boolean;
  disabled?: boolean;
  title?: string;
  tabIndex?: number;
  label?: string;
  /** Of what opens below it: whether it is open. */
  expanded?: boolean;
}

/** Primary (one per decision) > plain > quiet. */
export function Button(props: IButtonProps): React.JSX.Element {
  const kind = props.kind ?? 'plain';
  const names = ['jp-CostTags-button'];
  if (kind !== 'plain') {
    names.push(`jp-mod-${kind}`);
  }
  if (props.large) {
    names.push('jp-mod-large');
  }
  return (
    <button
      type="button"
      className={names.join(' ')}
      onClick={props.onClick}
      disabled={props.disabled}
      title={props.title}
      aria-label={props.label}
      aria-expanded={props.expanded}
      tabIndex={props.tabIndex}
    >
      {props.children}
    </button>
  );
}

/** A 24 px button with an icon and a tooltip that is its name. */
export function IconButton(props: {
  shape: Shape;
  label: string;
  onClick: (event: React.MouseEvent<HTMLElement>) => void;
  pressed?: boolean;
  disabled?: boolean;
  hasMenu?: boolean;
}): React.JSX.Element {
  return (
    <button
      type="button"
      className="jp-CostTags-button jp-mod-icon"
      title={props.label}
      aria-label={props.label}
      aria-pressed={props.pressed}
      aria-haspopup={props.hasMenu ? 'menu' : undefined}
      aria-expanded={props.hasMenu ? false : undefined}
      disabled={props.disabled}
      onClick={props.onClick}
    >
      <Icon shape={props.shape} />
    </button>
  );
}

/** Copies a text and says so in its own place. */
export function CopyButton(props: {
  children: string;
  text: string;
}): React.JSX.Element {
  const { trans, copy } = useSurroundings();
  const [copied, setCopied] = React.useState(false);
  React.useEffect(() => {
    if (!copied) {
      return;
    }
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const onClick = () => {
    void Promise.resolve(copy(props.text)).then(() => setCopied(true));
  };
  return (
    <Button kind="quiet" onClick={onClick}>
      <span aria-live="polite">
        {copied ? trans.__('Copied') : props.children}
      </span>
    </Button>
  );
}

/** A tag, everywhere: key quiet, value plain, on a tint. */
export function Tag(props: {
  tagKey: string;
  value: string;
}): React.JSX.Element {
  return (
    <span className="jp-CostTags-tag">
      <Name text={props.tagKey} />
      <Name text={props.value} className="jp-CostTags-clip" />
    </span>
  );
}

/** A required key without a value: framed, with its icon and a word. */
export function MissingTag(props: {
  tagKey: string;
  word: string;
  shape: Shape;
  tone?: Tone;
}): React.JSX.Element {
  return (
    <span className="jp-CostTags-tag jp-mod-missing">
      <Icon shape={props.shape} tone={props.tone} />
      <Name text={props.tagKey} />
      <span>{props.word}</span>
    </span>
  );
}

/** A sentence, then what to do; on a tint unless plain, never framed. */
export function Message(props: {
  shape: Shape;
  tone?: Tone;
  plain?: boolean;
  children: React.ReactNode;
  note?: React.ReactNode;
  actions?: React.ReactNode;
  live?: boolean;
}): React.JSX.Element {
  const plain = props.plain ? ' jp-mod-plain' : '';
  return (
    <div
      className={`jp-CostTags-message${plain}`}
      role={props.live ? 'status' : undefined}
    >
      <Icon shape={props.shape} tone={props.tone} />
      <div className="jp-CostTags-message-main">
        <p>{props.children}</p>
        {props.note && (
          <p className="jp-CostTags-message-note jp-CostTags-small jp-CostTags-muted">
            {props.note}
          </p>
        )}
        {props.actions && (
          <div className="jp-CostTags-message-actions">{props.actions}</div>
        )}
      </div>
    </div>
  );
}

/** Bars at the final place while the first value loads; widths are steps of the style. */
export function Skeleton(props: {
  rows: readonly ('short' | 'middle' | 'long' | 'amount')[];
}): React.JSX.Element {
  return (
    <div className="jp-CostTags-skeletons" aria-hidden="true">
      {props.rows.map((row, index) => (
        <span
          key={index}
          className={`jp-CostTags-skeleton jp-mod-${row}`}
        ></span>
      ))}
    </div>
  );
}
