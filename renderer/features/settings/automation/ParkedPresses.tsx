/** Presses of the time before a restore that miss what another console has not brought yet: whose, and until when they are tried. */
import type { ReactNode } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import type { ParkedPress } from '#shared/port/stalled.ts';

export function ParkedPresses({ parked }: { parked: readonly ParkedPress[] }): ReactNode {
  const { t } = useWords();
  const lookup = useLookup();
  return (
    <section className="settings-part settings-devices" aria-label={t('stalled.parked')}>
      <h3 className="settings-h">{t('stalled.parked')}</h3>
      <p className="small t3">{t('stalled.parkedText')}</p>
      <table className="tbl">
        <thead><tr><th>{t('stalled.column.person')}</th><th>{t('stalled.column.since')}</th><th>{t('stalled.column.until')}</th></tr></thead>
        <tbody>
          {parked.map((press) => (
            <tr key={press.commandId}>
              <td><SafeText text={lookup.person(press.personId)?.name ?? ''} /></td>
              <td><TimeText at={press.at} /></td>
              <td><TimeText at={press.until} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
