/** Payments that wait for a check: the desk of whoever approves them. */
import { Banknote } from 'lucide';
import type { Feature } from '#renderer/data/feature.ts';
import { PaymentsPane } from '#renderer/features/payments/PaymentsPane.tsx';

export const paymentsFeature: Feature = {
  id: 'payments',
  sections: [{
    section: 'payments', icon: Banknote, labelKey: 'rail.payments', order: 5, place: 'full', right: 'approve', forChecks: true,
    count: (counts) => ({ n: counts.paymentsWaiting, alarm: false }), Pane: PaymentsPane,
  }],
};
