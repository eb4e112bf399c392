// Keys for our buttons in a notebook: "d d" or Enter on one is not meant for the cell around it.

const SUPPRESS = 'data-lm-suppress-shortcuts';

/**
 * Keep plain keys on elements inside `selector` from JupyterLab's shortcuts; those with a modifier
 * (save, palette …) work as everywhere. Before JupyterLab's own listener, which is the document's.
 */
export function keepKeys(selector: string, on: EventTarget = window): void {
  on.addEventListener(
    'keydown',
    event => {
      const { target, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
      if (target instanceof Element && target.closest(selector)) {
        target.toggleAttribute(SUPPRESS, !ctrlKey && !metaKey && !altKey);
      }
    },
    { capture: true }
  );
}
