/** Narrows the list: one account, one stage, only what I have not seen; what narrows it is always said beside the list. */
import type { ReactNode } from 'react';
import { ListFilter, X } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Select, Switch } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Popover } from '#renderer/ui/Popover.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { AccountId } from '#shared/base/ids.ts';

export function FilterButton(): ReactNode {
  const { t, label } = useWords();
  const { accounts, funnels } = useTeam();
  const filter = useView((view) => view.filter);
  const setFilter = useView((view) => view.setFilter);
  const stages = funnels.filter((funnel) => funnel.holds === 'deal').flatMap((funnel) => funnel.stages);
  return (
    <Popover className="in-filter" align="end" trigger={<IconButton icon={ListFilter} label={t('inbox.filter')} pressed={filter.accountId !== null || filter.stageId !== null || filter.unreadOnly} />}>
      <Select
        label={t('inbox.filter.account')} value={filter.accountId ?? ''}
        onChange={(event) => setFilter({ accountId: (event.target.value || null) as AccountId | null })}
        options={[{ value: '', label: t('inbox.filter.anyAccount') }, ...accounts.map((account) => ({ value: account.id, label: `${account.name} · ${account.handle}` }))]}
      />
      <Select
        label={t('inbox.filter.stage')} value={filter.stageId ?? ''}
        onChange={(event) => setFilter({ stageId: event.target.value || null })}
        options={[{ value: '', label: t('inbox.filter.anyStage') }, ...stages.map((stage) => ({ value: stage.id, label: label(stage.label) }))]}
      />
      <Switch label={t('inbox.filter.unread')} on={filter.unreadOnly} change={(unreadOnly) => setFilter({ unreadOnly })} />
    </Popover>
  );
}

/** What narrows the list now, each with the way out. */
export function FilterChips(): ReactNode {
  const { t, label } = useWords();
  const lookup = useLookup();
  const { funnels } = useTeam();
  const filter = useView((view) => view.filter);
  const setFilter = useView((view) => view.setFilter);
  const account = lookup.account(filter.accountId);
  const stage = funnels.map((funnel) => lookup.stage(funnel.id, filter.stageId)).find((found) => found !== null) ?? null;
  if (!account && !stage && !filter.unreadOnly) return null;
  return (
    <div className="in-narrowed">
      {account && <Narrowed off={() => setFilter({ accountId: null })}><span className={`acc-name trunc a${account.colour}`}><SafeText text={account.name} /></span></Narrowed>}
      {stage && <Narrowed off={() => setFilter({ stageId: null })}>{label(stage.label)}</Narrowed>}
      {filter.unreadOnly && <Narrowed off={() => setFilter({ unreadOnly: false })}>{t('inbox.filter.unread')}</Narrowed>}
    </div>
  );
}

function Narrowed(props: { off(): void; children: ReactNode }): ReactNode {
  const { t } = useWords();
  return (
    <span className="chip lg">
      {props.children}
      <button type="button" className="in-off" aria-label={t('inbox.filter.clear')} title={t('inbox.filter.clear')} onClick={props.off}><Icon of={X} size="sm" /></button>
    </span>
  );
}
