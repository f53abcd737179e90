/** Draws nothing: calls the person by title, badge, tone and notice when somebody waits, once per burst, never with what was written. */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { createTones } from '#renderer/bridge/tones.ts';
import type { Tone } from '#renderer/bridge/tones.ts';
import { useData } from '#renderer/data/DataProvider.tsx';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { alertsBetween } from '#renderer/shell/alerts.ts';
import { inboxCounts, inboxPage } from '#shared/queries/registry.ts';
import type { InboxRow } from '#shared/queries/rows.ts';

/** Sounds within this time are one sound, ms. */
const burstMs = 2500;
const watched = { filter: { view: 'owed', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 100 } as const;

export function Attention(): ReactNode {
  const { notices, desktop, now } = useData();
  const { t } = useWords();
  const { settings } = useSettings();
  const lookup = useLookup();
  const section = useView((state) => state.section);
  const conversationId = useView((state) => state.conversationId);
  const openConversation = useView((state) => state.openConversation);
  const go = useView((state) => state.go);
  const owed = useQuery(inboxCounts, {}).value?.owed ?? 0;
  const rows = useQuery(inboxPage, watched).value?.rows ?? null;

  useEffect(() => {
    const name = t(`rail.${section}`);
    document.title = owed > 0 ? t('title.owed', { owed, section: name }) : t('title.calm', { section: name });
    desktop?.badge(owed);
  }, [owed, section, t, desktop]);

  const before = useRef<readonly InboxRow[] | null>(null);
  const tones = useRef<ReturnType<typeof createTones> | null>(null);
  const lastTone = useRef(0);
  useEffect(() => {
    if (!rows) return;
    const alerts = alertsBetween(before.current, rows, {
      muted: new Set(settings.mutedAccounts),
      onScreen: document.hasFocus() ? conversationId : null,
    });
    before.current = rows;
    const loudest = alerts.reduce<Tone | null>((tone, alert) => (alert.tone === 'escalation' || tone === null || (alert.tone === 'alarm' && tone === 'message') ? alert.tone : tone), null);
    if (loudest === null) return;
    if (settings.sound && (loudest !== 'message' || now() - lastTone.current > burstMs)) {
      lastTone.current = now();
      tones.current ??= createTones(window);
      tones.current.play(loudest);
    }
    if (document.hasFocus()) return;
    for (const { row, tone } of alerts.slice(0, 3)) {
      notices.show({
        tag: row.conversationId,
        title: t(tone === 'message' ? 'notice.message' : tone === 'alarm' ? 'notice.alarm' : 'notice.escalation', { name: row.name }),
        body: t('notice.messageBody', { account: lookup.account(row.accountId)?.name ?? '' }),
        onClick: () => {
          desktop?.show();
          go('inbox');
          openConversation(row.conversationId);
        },
      });
    }
  }, [rows, conversationId, settings, notices, desktop, now, t, lookup, go, openConversation]);
  return null;
}
