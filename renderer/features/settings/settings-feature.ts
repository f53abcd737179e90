/** Settings at the foot of the rail. */
import { Settings } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { SettingsPane } from '#renderer/features/settings/SettingsPane.tsx';

export const settingsFeature: Feature = {
  id: 'settings',
  sections: [{ section: 'settings', icon: Settings, labelKey: 'rail.settings', order: 100, place: 'full', foot: true, forChecks: true, Pane: SettingsPane }],
};
