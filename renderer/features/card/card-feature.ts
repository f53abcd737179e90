/** The card of a client and a deal, beside the open conversation. */
import '#renderer/features/card/card.css';
import type { Feature } from '#renderer/data/feature.ts';
import { CardPane } from '#renderer/features/card/CardPane.tsx';

export const cardFeature: Feature = { id: 'card', Card: CardPane };
