/** The team's buttons for this stage, each with its key; resting on one shows the words it would send. */
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { buttonsHere, offerOf, previewOf, questionsOf, scriptToSend } from '#renderer/features/conversation/button-questions.ts';
import { FilesCantGo } from '#renderer/features/conversation/FilesCantGo.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import { capsOf } from '#renderer/ui/keys/chord.ts';
import { FileNames } from '#renderer/ui/FileChips.tsx';
import { useAction, useChord } from '#renderer/ui/keys/use-action.ts';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

/** Long enough not to flash under a passing pointer. */
const restMs = 350;

export function ScriptButtons(props: { view: ConversationView; press(button: ButtonBody): void; search(): void }): ReactNode {
  const { view } = props;
  const { t } = useWords();
  const { buttons, me } = useTeam();
  const [resting, setResting] = useState<ButtonBody | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const shown = buttonsHere(buttons, view, me);
  useEffect(() => () => { if (timer.current) clearTimeout(timer.current); }, []);

  const rest = (button: ButtonBody | null): void => {
    if (timer.current) clearTimeout(timer.current);
    timer.current = null;
    if (button === null) setResting(null);
    else timer.current = setTimeout(() => setResting(button), restMs);
  };
  useAction('scripts.search', props.search);
  return (
    <div className="cv-scripts">
      {resting && shown.includes(resting) && <ScriptPreview button={resting} view={view} />}
      <div className="scripts" role="toolbar" aria-label={t('scripts.title')} onPointerLeave={() => rest(null)}>
        {shown.map((button) => (
          <ScriptButton key={button.id} button={button} press={() => { rest(null); props.press(button); }} rest={(on) => rest(on ? button : null)} />
        ))}
        <button type="button" className="script more" onClick={props.search}><span className="k" aria-hidden>/</span><span className="trunc">{t('scripts.search')}</span></button>
      </div>
    </div>
  );
}

function ScriptButton(props: { button: ButtonBody; press(): void; rest(on: boolean): void }): ReactNode {
  const { button, press, rest } = props;
  const { label } = useWords();
  const { keys } = useUi();
  const digit = button.key !== null && /^[1-9]$/.test(button.key) ? button.key : null;
  // One of the two stands idle: hooks are called alike for every button.
  useAction(`button.${digit ?? '1'}` as ActionId, press, { enabled: digit !== null });
  useChord(digit === null ? button.key : null, press);
  const cap = digit === null ? (button.key === null ? '' : capsOf(button.key, keys.mac).join('')) : digit;
  return (
    <button
      type="button" className="script" aria-keyshortcuts={button.key ?? undefined} onClick={press} onPointerEnter={() => rest(true)} onPointerLeave={() => rest(false)}
      onFocus={() => rest(true)} onBlur={() => rest(false)}
    >
      {cap !== '' && <span className={`k${cap.length > 1 ? ' cv-long' : ''}`} aria-hidden>{cap.replace('Shift', '⇧')}</span>}<span className="trunc grow">{label(button.label)}</span>
    </button>
  );
}

/** The very text that would go out, or what is still missing for it. */
function ScriptPreview(props: { button: ButtonBody; view: ConversationView }): ReactNode {
  const { t, label } = useWords();
  const dict = useDictionary();
  const { button, view } = props;
  const send = scriptToSend(button, null, dict);
  const preview = send && previewOf(send.script, send.language, view, dict);
  const asks = questionsOf(button, null, view, {}, dict).flatMap((question) => (question.kind === 'field' ? [label(question.field.label)] : question.kind === 'name' ? [t('missing.client.name')] : []));
  const says = preview !== null || offerOf(button) !== null || asks.length > 0;
  if (!says) return null;
  return (
    <div className="pop tip cv-preview" role="tooltip">
      {preview && <SafeText text={preview.text} kind="text" className="t1" />}
      {preview && <><FileNames files={preview.files} /><FilesCantGo view={view} files={preview.files} /></>}
      {offerOf(button) !== null && <span>{t('scripts.offers')}</span>}
      {asks.length > 0 && <span className="is-warning">{t('scripts.asks', { what: asks.join(', ') })}</span>}
    </div>
  );
}
