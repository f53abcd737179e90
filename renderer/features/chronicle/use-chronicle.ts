/** The chronicle's rows, page after page, and what it has emptied itself of today. */
import { useMemo, useState } from 'react';
import { Temporal } from 'temporal-polyfill';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useQuery } from '#renderer/data/use-query.ts';
import { useChronicleView } from '#renderer/features/chronicle/chronicle-view.ts';
import { useNow } from '#renderer/ui/use-now.ts';
import { chronicleDone, chroniclePage } from '#shared/queries/registry.ts';
import type { AccountId } from '#shared/base/ids.ts';
import type { ChronicleDone, InboxRow } from '#shared/queries/rows.ts';

const pageSize = 200;
const doneShown = 50;

export interface Chronicle {
  rows: readonly InboxRow[];
  loaded: boolean;
  further(): void;
  /** Answered today, newest first; the first of them. */
  done: readonly ChronicleDone[];
  doneCount: number;
}

export function useChronicle(): Chronicle {
  const { source, mineOnly, accountId } = useChronicleView();
  const { team } = useTeam();
  const day = startOfDay(useNow(60_000), team?.zone ?? 'UTC');
  const [wanted, setWanted] = useState(1);
  const base = { mineOnly, accountId: accountId as AccountId | null, source, limit: pageSize };

  // A thousand clients waiting is as far as anyone scrolls; each page begins where the one before it ends now.
  const first = useQuery(chroniclePage, { ...base, after: null });
  const second = useQuery(chroniclePage, wanted > 1 && first.value?.cursor ? { ...base, after: first.value.cursor } : null);
  const third = useQuery(chroniclePage, wanted > 2 && second.value?.cursor ? { ...base, after: second.value.cursor } : null);
  const fourth = useQuery(chroniclePage, wanted > 3 && third.value?.cursor ? { ...base, after: third.value.cursor } : null);
  const fifth = useQuery(chroniclePage, wanted > 4 && fourth.value?.cursor ? { ...base, after: fourth.value.cursor } : null);
  const pages = [first.value, second.value, third.value, fourth.value, fifth.value];
  const rows = useMemo(() => {
    const byId = new Map<string, InboxRow>();
    for (const page of pages) for (const row of page?.rows ?? []) byId.set(row.conversationId, row);
    return [...byId.values()];
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the array is new at each draw, its members are not
  }, pages);

  const done = useQuery(chronicleDone, { since: day, mineOnly, accountId: accountId as AccountId | null, limit: doneShown }).value;
  return {
    rows,
    loaded: first.value !== null,
    further: () => setWanted((before) => Math.min(5, before + 1)),
    done: done?.rows ?? [],
    doneCount: done?.count ?? 0,
  };
}

/** UTC ms of today's midnight in the zone. */
function startOfDay(now: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).startOfDay().epochMilliseconds;
}
