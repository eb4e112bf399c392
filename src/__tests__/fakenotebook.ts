// A notebook whose state a test sets.
import { Signal } from '@lumino/signaling';
import type { INotebookState } from '../notebook/choice';
import type { INotebook } from '../notebook/notebook';

export const NOTHING: INotebookState = {
  said: { kind: 'nothing' },
  answer: null,
  kernelId: 'kernel-1',
  refusal: null
};

export class FakeNotebook implements INotebook {
  constructor(public state: INotebookState = NOTHING) {}

  readonly changed: Signal<INotebook, void> = new Signal<INotebook, void>(this);
  readonly choose = jest.fn<Promise<void>, [unknown]>(() => Promise.resolve());
  readonly answer = jest.fn(() => Promise.resolve());

  set(changes: Partial<INotebookState>): void {
    this.state = { ...this.state, ...changes };
    this.changed.emit();
  }
}
