/** Search everywhere: reached by its key and from the palette. */
import { Search } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { SearchPane } from '#renderer/features/search/SearchPane.tsx';

export const searchFeature: Feature = {
  id: 'search',
  sections: [{ section: 'search', icon: Search, labelKey: 'rail.search', order: null, place: 'list', Pane: SearchPane }],
};
