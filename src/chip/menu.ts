// A menu as JupyterLab's own: arrows move, Enter takes, Esc closes; the focus goes back.
import { checkIcon } from '@jupyterlab/ui-components';
import { CommandRegistry } from '@lumino/commands';
import { Menu } from '@lumino/widgets';
import type { Items } from './items';

/** Open a menu at a button, which has the focus again when it closes. */
export function openMenu(items: Items, anchor: HTMLElement): Menu {
  const commands = new CommandRegistry();
  const menu = new Menu({ commands });
  items.forEach((item, index) => {
    if (item === 'separator') {
      menu.addItem({ type: 'separator' });
      return;
    }
    const command = `item-${index}`;
    const { label, isChecked, act } = item;
    commands.addCommand(command, {
      label,
      // JupyterLab draws no mark of its own for what is toggled.
      icon: isChecked ? checkIcon : undefined,
      isToggled: () => isChecked === true,
      isToggleable: isChecked !== undefined,
      isEnabled: () => act !== undefined,
      describedBy: { args: { type: 'object', properties: {} } },
      execute: () => act?.()
    });
    menu.addItem({ command });
  });
  menu.aboutToClose.connect(() => {
    anchor.setAttribute('aria-expanded', 'false');
    anchor.focus();
    // Not while the menu itself still handles the event that closes it.
    setTimeout(() => menu.dispose());
  });
  // JupyterLab 4.2 gives the focus to the notebook just after a click in its toolbar.
  const keep = () => setTimeout(() => menu.isAttached && menu.node.focus());
  menu.node.addEventListener('focusout', keep, { once: true });
  anchor.setAttribute('aria-expanded', 'true');
  const { left, top, bottom } = anchor.getBoundingClientRect();
  const isLow = bottom > window.innerHeight - 100; // the status bar: upwards
  menu.open(left, isLow ? top : bottom);
  return menu;
}
