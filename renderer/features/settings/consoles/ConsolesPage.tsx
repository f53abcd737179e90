/** Every console of the team: whose, which version, how far behind, last seen; and what a restore has held until the owner decides. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { TriangleAlert } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { DeviceMarks, wasUsedTwice } from '#renderer/features/settings/DeviceMarks.tsx';
import { HeldWork } from '#renderer/features/settings/consoles/HeldWork.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { DeviceLine } from '#shared/port/port.ts';

/** Consoles say where they are about once a minute. */
const againMs = 30_000;

export function ConsolesPage(): ReactNode {
  const { t, refusal } = useWords();
  const lookup = useLookup();
  const call = useCall();
  const [consoles, setConsoles] = useState<readonly DeviceLine[] | null>(null);
  const [wrong, setWrong] = useState('');
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let live = true;
    const again = setInterval(() => setAsked((count) => count + 1), againMs);
    void call('device.list', {}).then((answer) => {
      if (!live) return;
      if (answer.ok) setConsoles(answer.value.devices.filter((device) => device.kind === 'console' && (device.endedAt === null || wasUsedTwice(device))));
      setWrong(answer.ok ? '' : refusal(answer.code, answer.data));
    });
    return () => {
      live = false;
      clearInterval(again);
    };
  }, [call, refusal, asked]);
  const end = async (deviceId: string): Promise<void> => {
    const answer = await call('device.end', { deviceId });
    setWrong(answer.ok ? '' : refusal(answer.code, answer.data));
    if (answer.ok) setAsked((count) => count + 1);
  };
  // What somebody must look at stands first.
  const sorted = (consoles ?? []).toSorted((a, b) => Number(b.copyOf !== null) - Number(a.copyOf !== null) || Number(b.live) - Number(a.live) || b.seenAt - a.seenAt);
  const copied = sorted.some((device) => device.copyOf !== null);
  return (
    <>
      <PageHead title={t('settings.page.consoles')} />
      <div className="scroll settings-body">
        {wrong !== '' && <p className="settings-refused" role="alert">{wrong}</p>}
        <HeldWork />
        <section className="settings-part settings-devices" aria-label={t('settings.page.consoles')}>
          <p className="small t3">{t('consoles.text')}</p>
          {copied && <p className="settings-warned" role="status"><Icon of={TriangleAlert} />{t('consoles.copied')}</p>}
          <table className="tbl">
            <thead>
              <tr><th>{t('access.column.device')}</th><th>{t('access.column.person')}</th><th>{t('consoles.column.version')}</th><th>{t('consoles.column.behind')}</th><th>{t('access.column.seen')}</th><th aria-label={t('access.column.acts')} /></tr>
            </thead>
            <tbody>
              {sorted.map((device) => (
                <tr key={device.id} className={device.endedAt === null ? '' : 'settings-gone'}>
                  <td><span className="cellx"><span className="trunc"><SafeText text={device.name || t('access.kind.console')} /></span><DeviceMarks device={device} all={sorted} /></span></td>
                  <td><SafeText text={lookup.person(device.personId)?.name ?? ''} /></td>
                  <td>{device.version || '–'}</td>
                  <td>{device.endedAt !== null ? '' : device.behind === null || device.behind === 0 ? t('consoles.upToDate') : t('consoles.behind', { count: device.behind })}</td>
                  <td>{device.live ? t('access.now') : <TimeText at={device.seenAt} />}</td>
                  <td className="num">{device.endedAt === null && <Button size="xs" look="quiet" onClick={() => void end(device.id)}>{t('access.end')}</Button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {consoles !== null && consoles.length === 0 && <p className="t2">{t('consoles.none')}</p>}
        </section>
      </div>
    </>
  );
}
