/** After a wrong status was taken back: the right stage, chosen with one press; the old one is said. */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useTeam, useLookup } from '#renderer/data/TeamProvider.tsx';
import { useOfferUndo, usePress } from '#renderer/data/use-press.ts';
import { useToasts } from '#renderer/data/toasts.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { allowedMoves } from '#shared/engine/stages.ts';
import type { DealBody } from '#shared/model/bodies.ts';

export function StagePicker(props: { deal: DealBody }): ReactNode {
  const { deal } = props;
  const { t, has, label, refusal } = useWords();
  const { me } = useTeam();
  const lookup = useLookup();
  const dict = useDictionary();
  const press = usePress();
  const offerUndo = useOfferUndo();
  const show = useToasts((state) => state.show);
  const box = useRef<HTMLDivElement>(null);
  const stages = allowedMoves(deal, me?.roleId ?? null, dict).flatMap((id) => lookup.stage(deal.funnelId, id) ?? []).filter((stage) => stage.kind !== 'removed');
  const wrong = lookup.stage(deal.funnelId, deal.draftFrom);

  // Just taken back: the next key chooses. Whoever is typing is left alone.
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement?.closest('.script, .stagebtns')) box.current?.querySelector<HTMLElement>('button')?.focus();
  }, []);

  const pick = async (stageId: string): Promise<void> => {
    const stage = label(lookup.stage(deal.funnelId, stageId)?.label);
    const answer = await press('deal.pickStage', { dealId: deal.id, stageId, values: {} }, { label: stage, quiet: true });
    if (answer.ok) return offerUndo(answer.commandId, t('card.picked', { stage }));
    const missing = Array.isArray(answer.data['missing']) ? (answer.data['missing'] as string[]).map((id) => (has(`missing.${id}`) ? t(`missing.${id}`) : label(lookup.field(id)?.label) || id)).join(', ') : '';
    return show({ kind: 'failed', text: `${stage}: ${refusal(answer.code, answer.data)}${missing === '' ? '' : ` ${t('missing.list', { what: missing })}`}` });
  };
  return (
    <div className="stagebtns">
      <div className="sech"><span className="t2 trunc">{wrong ? t('card.pickInstead', { stage: label(wrong.label) }) : t('card.pick')}</span></div>
      <div className="stagegrid" ref={box} role="group" aria-label={t('card.pick')}>
        {stages.map((stage) => (
          <Button key={stage.id} size="sm" onClick={() => void pick(stage.id)}><i className={`stagedot sd-${stage.colour}`} /><span>{label(stage.label)}</span></Button>
        ))}
      </div>
    </div>
  );
}
