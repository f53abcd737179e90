/** The funnels in the rail. */
import { SquareKanban } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { BoardAhead } from '#renderer/features/board/BoardAhead.tsx';
import { BoardPane } from '#renderer/features/board/BoardPane.tsx';

export const boardFeature: Feature = {
  id: 'board',
  Ahead: BoardAhead,
  sections: [{ section: 'funnels', icon: SquareKanban, labelKey: 'rail.funnels', order: 3, place: 'wide', Pane: BoardPane }],
};
