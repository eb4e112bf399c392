// A list is one tab stop; arrows move inside it.
import * as React from 'react';

export interface IRoving<E extends HTMLElement> {
  readonly list: React.RefObject<E>;
  readonly active: number;
  readonly focused: (index: number) => void;
  readonly move: (from: number, step: number) => void;
}

/** Which of `count` children of the list takes the tab stop; moving focuses. */
export function useRoving<E extends HTMLElement>(count: number): IRoving<E> {
  const list = React.useRef<E>(null);
  const [chosen, setChosen] = React.useState(0);
  const move = (from: number, step: number) => {
    const to = Math.min(Math.max(from + step, 0), count - 1);
    setChosen(to);
    const child = list.current?.children[to];
    if (child instanceof HTMLElement) {
      child.focus();
    }
  };
  return {
    list,
    active: Math.min(chosen, Math.max(count - 1, 0)),
    focused: setChosen,
    move
  };
}
