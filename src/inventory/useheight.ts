// How high an element is, now and whenever that changes.
import * as React from 'react';

const UNSEEN = 600; // px: before the first measure, and where nothing measures

export function useHeight(element: React.RefObject<HTMLElement>): number {
  const [height, setHeight] = React.useState(UNSEEN);
  React.useLayoutEffect(() => {
    const node = element.current;
    if (!node || typeof ResizeObserver === 'undefined') {
      return;
    }
    const observer = new ResizeObserver(([entry]) => {
      setHeight(entry?.contentRect.height ?? UNSEEN);
    });
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return height;
}
