import type { JupyterFrontEnd } from '@jupyterlab/application';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import { chipPlugin } from '../plugins/chip';
import { fakeModel } from './around';
import { FakeNotebook } from './fakenotebook';
import { snapshot } from './makers';

interface ISchema {
  properties: Record<string, { default: unknown }>;
  'jupyter.lab.toolbars'?: { Notebook: { name: string }[] };
}

const schema = jest.requireActual<ISchema>('../../schema/plugin.json');
const chip = jest.requireActual<ISchema>('../../schema/chip.json');

describe('the settings', () => {
  it('have what the plugins ask for, calm by default', () => {
    const defaults = Object.entries(schema.properties).map(
      ([name, { default: value }]) => [name, value]
    );
    expect(Object.fromEntries(defaults)).toEqual({
      side: 'left',
      notifications: true,
      statusBar: true,
      launchNotifications: true,
      snoozedUntil: '',
      chip: true,
      badge: true
    });
  });

  it('put the chip where a setting may move it', () => {
    expect(chip['jupyter.lab.toolbars']?.Notebook).toEqual([
      { name: 'costTags', rank: 900 }
    ]);
  });
});

describe('chipPlugin', () => {
  it('makes a chip for each toolbar, shown as the settings say', async () => {
    let isWanted = true;
    const settings = {
      changed: new Signal<object, void>({}),
      get: () => ({ composite: isWanted })
    };
    const factories = new Map<string, (panel: unknown) => Widget>();
    void chipPlugin.activate(
      {} as unknown as JupyterFrontEnd,
      fakeModel(snapshot()),
      { of: () => new FakeNotebook() },
      {
        addFactory: (
          toolbar: string,
          name: string,
          make: (panel: unknown) => Widget
        ) => factories.set(`${toolbar} ${name}`, make)
      },
      { load: () => Promise.resolve(settings) },
      nullTranslator
    );
    const made = factories.get('Notebook costTags')?.({});
    await new Promise(resolve => setTimeout(resolve));
    expect(made?.isHidden).toBe(false);
    isWanted = false;
    settings.changed.emit();
    expect(made?.isHidden).toBe(true);
    made?.dispose();
    isWanted = true;
    settings.changed.emit(); // nobody listens any more
    expect(made?.isHidden).toBe(true);
  });
});
