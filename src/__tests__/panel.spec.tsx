import { act } from '@testing-library/react';
import { Widget } from '@lumino/widgets';
import { CommandRegistry } from '@lumino/commands';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { nullTranslator } from '@jupyterlab/translation';
import plugins from '../index';
import { CostTags } from '../model';
import { CostTagsPanel } from '../panel';
import { addCommands } from '../plugins/commands';
import { localeOf, surroundingsOf } from '../plugins/surroundings';
import { FakeClient, polyfill } from './around';
import {
  policy,
  scan,
  section,
  spend,
  status,
  untagged,
  whoami
} from './makers';
import { budgets, running } from './moneymakers';

function made(): { model: CostTags; panel: CostTagsPanel } {
  const client = new FakeClient({
    status: status(),
    policy: policy(),
    whoami: section(whoami()),
    scan: section(scan([untagged()])),
    spend: section(spend()),
    running: section(running()),
    budgets: section(budgets()),
    anomalies: section(null),
    doctor: section(null)
  });
  const model = new CostTags({ client });
  const panel = new CostTagsPanel({
    model,
    surroundings: surroundingsOf(nullTranslator),
    onCollapsed: jest.fn(),
    onSettings: null,
    onInventory: jest.fn()
  });
  return { model, panel };
}

describe('CostTagsPanel', () => {
  beforeAll(polyfill);

  it('tells the model when it is on screen and when not', () => {
    const { model, panel } = made();
    const show = jest.spyOn(model, 'show').mockResolvedValue();
    const hide = jest.spyOn(model, 'hide').mockReturnValue();
    act(() => Widget.attach(panel, document.body));
    expect(show).toHaveBeenCalledTimes(1);
    panel.hide();
    expect(hide).toHaveBeenCalledTimes(1);
    panel.show();
    expect(show).toHaveBeenCalledTimes(2);
    act(() => Widget.detach(panel));
    expect(hide).toHaveBeenCalledTimes(2);
    act(() => panel.dispose());
    model.dispose();
  });

  it('asks nothing while it is attached but hidden', () => {
    const { model, panel } = made();
    const show = jest.spyOn(model, 'show').mockResolvedValue();
    panel.hide();
    act(() => Widget.attach(panel, document.body));
    expect(show).not.toHaveBeenCalled();
    act(() => panel.dispose());
    model.dispose();
  });
});

describe('commands', () => {
  it('do what the panel does', async () => {
    const { model, panel } = made();
    const commands = new CommandRegistry();
    const activateById = jest.fn();
    const app = { commands, shell: { activateById } };
    addCommands(
      app as unknown as JupyterFrontEnd,
      model,
      panel,
      surroundingsOf(nullTranslator)
    );
    expect(commands.isEnabled('cost-tags:fix-all')).toBe(false);
    await model.read();
    expect(commands.isEnabled('cost-tags:fix-all')).toBe(true);
    expect(commands.label('cost-tags:refresh-spend')).toBe(
      'Refresh Spend ($0.02)'
    );
    await commands.execute('cost-tags:open');
    expect(activateById).toHaveBeenCalledWith(panel.id);
    const refresh = jest.spyOn(model, 'refresh').mockResolvedValue();
    const refreshSpend = jest.spyOn(model, 'refreshSpend').mockResolvedValue();
    await commands.execute('cost-tags:refresh');
    expect(refresh).toHaveBeenCalledTimes(1);
    expect(refreshSpend).not.toHaveBeenCalled();
    await commands.execute('cost-tags:refresh-spend');
    expect(refreshSpend).toHaveBeenCalledTimes(1);
    act(() => panel.dispose());
    model.dispose();
  });
});

describe('plugins', () => {
  it('are nine, each with its name and description', () => {
    expect(plugins.map(plugin => plugin.id)).toEqual([
      'jupyter-cost-tags:model',
      'jupyter-cost-tags:plugin',
      'jupyter-cost-tags:status',
      'jupyter-cost-tags:notebooks',
      'jupyter-cost-tags:chip',
      'jupyter-cost-tags:card',
      'jupyter-cost-tags:badge',
      'jupyter-cost-tags:inventory',
      'jupyter-cost-tags:launches'
    ]);
    plugins.forEach(plugin => expect(plugin.description).toMatch(/\.$/));
  });
});

describe('localeOf', () => {
  it.each([
    ['en', 'en-GB', 'en-GB'],
    ['en', 'de-DE', 'en'],
    ['default', 'en-US', 'en-US'],
    ['fr_FR', 'en-US', 'fr-FR'],
    ['zh_CN', 'zh-TW', 'zh-CN']
  ])('JupyterLab in %s and a browser in %s give %s', (lab, browser, locale) => {
    expect(localeOf(lab, browser)).toBe(locale);
  });
});
