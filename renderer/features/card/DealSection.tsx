/** The deal: its number, how far it is on its road, when it must be ready, who leads it. */
import type { ReactNode } from 'react';
import { Calendar, UserRound } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { FieldLine } from '#renderer/features/card/FieldLine.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { DealBody } from '#shared/model/bodies.ts';
import type { FieldBody } from '#shared/model/preset.ts';
import type { CardView } from '#shared/queries/rows.ts';

export function DealSection(props: { card: CardView; deal: DealBody }): ReactNode {
  const { deal } = props;
  const { t, label, format } = useWords();
  const lookup = useLookup();
  const { fields } = useTeam();
  const go = useView((state) => state.go);
  const now = useNow(60_000);
  const funnel = lookup.funnel(deal.funnelId);
  const stage = lookup.stage(deal.funnelId, deal.stageId);
  const road = funnel?.stages.filter((each) => each.kind === 'open' || each.kind === 'won') ?? [];
  const at = road.findIndex((each) => each.id === deal.stageId);
  const due = fields.find((field) => field.of === 'deal' && field.use === 'due') ?? null;
  const reason = lookup.list(lookup.field('lostReason')?.list ?? null)?.items.find((item) => item.id === deal.lostReason);
  return (
    <section className="sec" aria-label={t('card.deal')}>
      <div className="sech">
        <span>{deal.number > 0 ? t('card.dealNo', { number: deal.number }) : t('card.dealNew')}</span>
        {funnel && <button type="button" className="link" onClick={() => go('funnels')}>{label(funnel.label)}</button>}
      </div>
      <div className="row-x">
        <span className="medium grow row-x tight">{stage && <span className={`stagedot sd-${stage.colour}`} />}<span className="trunc">{label(stage?.label) || deal.stageId}</span></span>
        {at >= 0 && <span className="small t3">{t('card.step', { at: at + 1, of: road.length })}</span>}
      </div>
      <div className="stagebar" role="img" aria-label={at >= 0 ? t('card.stepLabel', { at: at + 1, of: road.length }) : label(stage?.label)}>
        {road.map((each, index) => <i key={each.id} className={index < at ? 'done' : index === at ? 'now' : ''} />)}
      </div>
      {reason && <div className="small t2">{label(reason.label)}</div>}
      {due && <FieldLine deal={deal} field={due} icon={Calendar} side={dueIn(deal, due, now, t)} />}
      {deal.seatId !== null && <div className="kv"><Icon of={UserRound} /><span className="trunc"><SafeText text={lookup.seatPerson(deal.seatId)} /></span><span className="r">{t('card.leads')}</span></div>}
      {deal.source !== 'direct' && <div className="small t3 trunc">{t(`card.source.${deal.source}`)}{deal.post && deal.post.text !== '' && <>: <SafeText text={deal.post.text.slice(0, 120)} /></>} · {format.date(deal.createdAt, now)}</div>}
    </section>
  );
}

const dayMs = 86_400_000;

function dueIn(deal: DealBody, field: FieldBody, now: number, t: ReturnType<typeof useWords>['t']): string {
  const value = deal.fields[field.id];
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('at' in value)) return '';
  const days = Math.ceil((value.at - now) / dayMs);
  if (value.at < now) return t('card.overdue');
  return days <= 1 ? t('card.soon', { hours: Math.max(1, Math.round((value.at - now) / 3_600_000)) }) : t('card.inDays', { count: days });
}
