/** The buttons that move the deal, with the same keys as under the messages; after "draft", the stage to choose anew. */
import type { ReactNode } from 'react';
import { ArrowRight, Ban, Camera, CircleX, Send, Undo2 } from 'lucide';
import type { IconNode } from 'lucide';
import { useButtonRequest } from '#renderer/data/button-request.ts';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { cardButtons, nextStageOf } from '#renderer/features/card/card-buttons.ts';
import { StagePicker } from '#renderer/features/card/StagePicker.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { CardView } from '#shared/queries/rows.ts';

export function StageButtons(props: { card: CardView }): ReactNode {
  const { card } = props;
  const { t, label } = useWords();
  const { buttons, me } = useTeam();
  const lookup = useLookup();
  const want = useButtonRequest((state) => state.want);
  const setPane = useView((state) => state.setPane);
  const { deal, conversation } = card;
  if (deal === null) return null;
  if (deal.state === 'holding') return <StagePicker key={deal.id} deal={deal} />;
  const { next, others } = cardButtons(buttons, card, me?.roleId ?? null);
  if (next === null && others.length === 0) return null;
  const press = (button: ButtonBody): void => {
    // It asks and shows what it sends in the conversation.
    setPane('chat');
    want(button.id, conversation.id);
  };
  const stage = lookup.stage(deal.funnelId, deal.stageId);
  const to = next === null ? null : lookup.stage(deal.funnelId, nextStageOf(next));
  return (
    <div className="stagebtns">
      <div className="sech"><span className="t2 trunc">{t('card.whatNext', { stage: label(stage?.label) })}</span><span className="keys cd-keys"><Kbd action="stage.back" /><Kbd action="stage.forward" /></span></div>
      <div className="stagegrid">
        {next && (
          <Button look="primary" className="span2" icon={Send} chord={next.key} onClick={() => press(next)}>
            <span>{to ? t('card.buttonNext', { button: label(next.label), stage: label(to.label) }) : label(next.label)}</span>
          </Button>
        )}
        {others.map((button) => (
          <Button key={button.id} size="sm" look={isQuiet(button) ? 'quiet' : 'normal'} icon={iconOf(button)} chord={button.key?.length === 1 ? button.key : null} aria-keyshortcuts={button.key ?? undefined} title={button.key ?? undefined} onClick={() => press(button)}><span>{label(button.label)}</span></Button>
        ))}
      </div>
    </div>
  );
}

function iconOf(button: ButtonBody): IconNode {
  const does = new Set(button.actions.map((action) => action.do));
  if (does.has('savePhotos')) return Camera;
  if (does.has('draft')) return Undo2;
  if (does.has('removeContact') || isQuiet(button)) return Ban;
  if (button.ask.includes('lostReason')) return CircleX;
  return does.has('send') ? Send : ArrowRight;
}

/** Removing is never the loudest thing. */
function isQuiet(button: ButtonBody): boolean {
  return button.key?.startsWith('Shift+') === true && !button.actions.some((action) => action.do === 'draft');
}
