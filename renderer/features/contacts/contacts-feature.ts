/** Clients in the rail. */
import { ContactRound } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { ContactsPane } from '#renderer/features/contacts/ContactsPane.tsx';

export const contactsFeature: Feature = {
  id: 'contacts',
  sections: [{ section: 'contacts', icon: ContactRound, labelKey: 'rail.contacts', order: 5, place: 'list', Pane: ContactsPane }],
};
