/** What is to be known of a device beside its name: that it is this one, a copy of another's folder (S97), or was ended as its key was used in two places (R16). */
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Chip } from '#renderer/ui/Chip.tsx';
import type { DeviceLine } from '#shared/port/port.ts';

export function DeviceMarks(props: { device: DeviceLine; all: readonly DeviceLine[] }): ReactNode {
  const { device, all } = props;
  const { t } = useWords();
  const first = all.find((one) => one.id === device.copyOf) ?? device;
  return (
    <>
      {device.here && <Chip tone="accent">{t('access.here')}</Chip>}
      {wasUsedTwice(device) ? <Chip tone="alarm">{t('access.keyTwice')}</Chip>
        : device.copyOf !== null && <Chip tone="warning">{t('access.copyOf', { name: first.name || t(`access.kind.${first.kind}`) })}</Chip>}
      {device.endedAt !== null && <Chip>{t('access.ended')}</Chip>}
    </>
  );
}

/** Two folders held one session: the server has ended it. */
export function wasUsedTwice(device: DeviceLine): boolean {
  return device.copyOf === device.id;
}
