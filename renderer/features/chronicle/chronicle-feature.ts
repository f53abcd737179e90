/** The chronicle in the rail: how many clients wait in it. */
import { ScrollText } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { ChroniclePane } from '#renderer/features/chronicle/ChroniclePane.tsx';

export const chronicleFeature: Feature = {
  id: 'chronicle',
  sections: [{ section: 'chronicle', icon: ScrollText, labelKey: 'rail.chronicle', order: 2, place: 'wide', count: (counts) => ({ n: counts.chronicle, alarm: false }), Pane: ChroniclePane }],
};
