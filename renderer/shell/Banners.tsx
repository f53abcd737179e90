/** States that last, one line each: no console, no server, presses that were not accepted. */
import { lazy, Suspense, useState } from 'react';
import type { ReactNode } from 'react';
import { CircleX, OctagonAlert, WifiOff } from 'lucide';
import { useLink } from '#renderer/data/use-press.ts';
import { useQuery } from '#renderer/data/use-query.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Banner } from '#renderer/ui/Banner.tsx';
import { notDelivered } from '#shared/queries/registry.ts';

const NotDelivered = lazy(async () => ({ default: (await import('#renderer/shell/NotDelivered.tsx')).NotDelivered }));

export function Banners(): ReactNode {
  const { t } = useWords();
  const { phase, status } = useLink();
  const refused = useQuery(notDelivered, {}).value ?? [];
  const [open, setOpen] = useState(false);
  const lost = phase === 'lost';
  const pending = status?.pending ?? 0;
  return (
    <div className="banners">
      {lost && <Banner tone="warning" icon={WifiOff}>{t('banner.lost')}</Banner>}
      {!lost && status?.state === 'offline' && <Banner tone="warning" icon={WifiOff}>{pending > 0 ? t('banner.offlinePending', { count: pending }) : t('banner.offline')}</Banner>}
      {!lost && status?.state === 'rejected' && <Banner tone="alarm" icon={OctagonAlert}>{t('banner.rejected', { code: status.code })}</Banner>}
      {refused.length > 0 && <Banner tone="alarm" icon={CircleX} action={{ label: t('banner.show'), run: () => setOpen(true) }}>{t('banner.notDelivered', { count: refused.length })}</Banner>}
      <Suspense>{open && <NotDelivered rows={refused} close={() => setOpen(false)} />}</Suspense>
    </div>
  );
}
