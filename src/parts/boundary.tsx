// A fault in one section stays in it: the rest of the panel lives on.
import * as React from 'react';
import { useSurroundings } from '../surroundings';
import { Button, Message } from './basics';

interface IBoundaryProps {
  children: React.ReactNode;
  /** Changes when there is something new to try, such as a new value. */
  on: unknown;
}

interface IBoundaryState {
  readonly hasFailed: boolean;
}

export class Boundary extends React.Component<IBoundaryProps, IBoundaryState> {
  override state: IBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): IBoundaryState {
    return { hasFailed: true };
  }

  override componentDidCatch(error: Error): void {
    console.error('Cost Tags: a section could not be shown.', error);
  }

  override componentDidUpdate(before: IBoundaryProps): void {
    if (this.state.hasFailed && before.on !== this.props.on) {
      this.setState({ hasFailed: false });
    }
  }

  override render(): React.ReactNode {
    return this.state.hasFailed ? (
      <Broken onRetry={() => this.setState({ hasFailed: false })} />
    ) : (
      this.props.children
    );
  }
}

function Broken(props: { onRetry: () => void }): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <Message
      shape="error"
      tone="error"
      note={trans.__('The browser’s console has the details.')}
      actions={
        <Button kind="quiet" onClick={props.onRetry}>
          {trans.__('Retry')}
        </Button>
      }
    >
      {trans.__('This part of Cost Tags could not be shown.')}
    </Message>
  );
}
