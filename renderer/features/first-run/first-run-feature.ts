/** The first run: shown instead of everything while no team has been set up. */
import type { Feature } from '#renderer/data/feature.ts';
import { FirstRun } from '#renderer/features/first-run/FirstRun.tsx';

export const firstRunFeature: Feature = { id: 'first-run', FirstRun };
