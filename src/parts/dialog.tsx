// A modal window: the browser's own, which keeps the focus inside, closes on Esc and gives it back.
import * as React from 'react';
import { useSurroundings } from '../surroundings';
import { IconButton } from './basics';

export interface IDialogProps {
  title: React.ReactNode;
  note?: React.ReactNode;
  wide?: boolean;
  busy?: boolean;
  onClose: () => void;
  /** Enter and the primary button. */
  onSubmit: () => void;
  children: React.ReactNode;
  foot: React.ReactNode;
}

export function Dialog(props: IDialogProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const dialog = React.useRef<HTMLDialogElement>(null);
  const id = React.useId();
  // Closed while it is still in the page: only then does the browser give the focus back.
  React.useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`jp-CostTags-dialog${props.wide ? ' jp-mod-wide' : ''}`}
      aria-labelledby={id}
      aria-busy={props.busy ?? false}
      onCancel={event => {
        event.preventDefault();
        props.onClose();
      }}
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          props.onSubmit();
        }}
      >
        <div className="jp-CostTags-dialog-head">
          <div>
            <h2 id={id}>{props.title}</h2>
            {props.note && (
              <p className="jp-CostTags-small jp-CostTags-muted">
                {props.note}
              </p>
            )}
          </div>
          <IconButton
            shape="close"
            label={trans.__('Close')}
            onClick={props.onClose}
          />
        </div>
        <div className="jp-CostTags-dialog-body">{props.children}</div>
        <div className="jp-CostTags-dialog-foot">{props.foot}</div>
      </form>
    </dialog>
  );
}

/** The primary button of a dialog: submits its form. */
export function SubmitButton(props: {
  children: React.ReactNode;
  disabled?: boolean;
}): React.JSX.Element {
  return (
    <button
      type="submit"
      className="jp-CostTags-button jp-mod-accept jp-mod-large"
      disabled={props.disabled}
    >
      {props.children}
    </button>
  );
}
