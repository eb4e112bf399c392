// The user's settings: schema/plugin.json.
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** The panel's plugin, whose name the schema has. */
export const PLUGIN_ID = 'jupyter-cost-tags:plugin';

/** Settings that can't be read are no reason to show no panel. */
export async function readSettings(
  registry: ISettingRegistry | null
): Promise<ISettingRegistry.ISettings | null> {
  try {
    return (await registry?.load(PLUGIN_ID)) ?? null;
  } catch (error) {
    console.warn('Cost Tags: the settings could not be read.', error);
    return null;
  }
}
