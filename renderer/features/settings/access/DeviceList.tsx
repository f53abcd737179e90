/** Every console and window that is signed in, or was lately: whose, where, last seen; ended from afar by one press. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { DeviceMarks } from '#renderer/features/settings/DeviceMarks.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { DeviceLine } from '#shared/port/port.ts';

export function DeviceList(props: { devices: readonly DeviceLine[]; changed(): void }): ReactNode {
  const { t, refusal } = useWords();
  const lookup = useLookup();
  const call = useCall();
  const [wrong, setWrong] = useState('');
  const end = async (deviceId: string): Promise<void> => {
    const answer = await call('device.end', { deviceId });
    setWrong(answer.ok ? '' : refusal(answer.code, answer.data));
    props.changed();
  };
  const nameOf = (device: DeviceLine): string => device.name || t(`access.kind.${device.kind}`);
  const sorted = props.devices.toSorted((a, b) => Number(b.here) - Number(a.here) || Number(a.endedAt !== null) - Number(b.endedAt !== null) || b.seenAt - a.seenAt);
  return (
    <section className="settings-part settings-devices" aria-label={t('access.devices')}>
      <h3 className="settings-h">{t('access.devices')}</h3>
      <p className="small t3">{t('access.devicesText')}</p>
      {wrong !== '' && <p className="settings-refused" role="alert">{wrong}</p>}
      <table className="tbl">
        <thead><tr><th>{t('access.column.device')}</th><th>{t('access.column.person')}</th><th>{t('access.column.seen')}</th><th aria-label={t('access.column.acts')} /></tr></thead>
        <tbody>
          {sorted.map((device) => (
            <tr key={device.id} className={device.endedAt === null ? '' : 'settings-gone'}>
              <td><span className="cellx"><span className="trunc"><SafeText text={nameOf(device)} /></span><DeviceMarks device={device} all={props.devices} /></span></td>
              <td><SafeText text={lookup.person(device.personId)?.name ?? ''} /></td>
              <td>{device.live ? t('access.now') : <TimeText at={device.seenAt} />}</td>
              <td className="num">{device.endedAt === null && <Button size="xs" look="quiet" onClick={() => void end(device.id)}>{t('access.end')}</Button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
