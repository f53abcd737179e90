/** One question on one line, in the place of the buttons: Enter answers and goes on, Esc leaves everything as it was. */
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { CornerDownLeft } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useClockNow } from '#renderer/data/use-press.ts';
import type { ClientPhoto } from '#renderer/features/conversation/button-questions.ts';
import type { Asking } from '#renderer/features/conversation/use-button-press.ts';
import { languageNames } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { dayTime, inputText, parseInput } from '#renderer/ui/values/value-text.ts';
import { ValueInput } from '#renderer/ui/values/ValueInput.tsx';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { FieldBody } from '#shared/model/preset.ts';

export interface AskLineProps {
  asking: Asking;
  currency: string;
  answer(value: FieldValue): void;
  cancel(): void;
}

export function AskLine(props: AskLineProps): ReactNode {
  const { asking, cancel } = props;
  const { t, label } = useWords();
  const { question } = asking;
  return (
    <div className="cv-ask" role="group" aria-label={label(asking.button.label)}>
      <div className="row-x small t2">
        <span className="medium">{label(asking.button.label)}</span>
        {asking.of > 1 && <span className="t3">{t('ask.step', { at: asking.at, of: asking.of })}</span>}
        <span className="grow" />
        <span className="t3 row-x tight">{t('ask.leave')} <Kbd chord="Escape" /></span>
        <button type="button" className="vh" onClick={cancel}>{t('common.cancel')}</button>
      </div>
      {question.kind === 'field' ? <FieldQuestion {...props} field={question.field} />
        : question.kind === 'photos' ? <PhotosQuestion {...props} photos={question.photos} />
        : question.kind === 'language' ? <LanguageQuestion {...props} wanted={languageNames[question.wanted]} instead={languageNames[question.instead]} />
        : <WordsQuestion {...props} label={t(question.kind === 'name' ? 'missing.client.name' : 'ask.note')} />}
    </div>
  );
}

function FieldQuestion(props: AskLineProps & { field: FieldBody }): ReactNode {
  const { field, currency, answer, cancel } = props;
  const { t } = useWords();
  const lookup = useLookup();
  const { people } = useTeam();
  const { zone } = useUi();
  const around = { zone, currency };
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState('');
  const list = lookup.list(field.list);

  const give = (typed: string): void => {
    const parsed = parseInput(field, typed, around);
    if (!parsed.ok) setWrong(t(`value.wrong.${parsed.code}`));
    else if (parsed.value === null) setWrong(t('value.wrong.empty'));
    else answer(parsed.value);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.code === 'Escape') cancel();
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') give(text);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="cv-askline">
      {field.type === 'list' && list ? <Choices items={list.items} choose={(id) => answer(id)} cancel={cancel} label={field.label} /> : (
        <>
          <ValueInput key={field.id} field={field} list={list} people={people.filter((person) => person.active)} text={text} change={(next) => { setText(next); setWrong(''); }} wrong={wrong} autoFocus onKeyDown={onKeyDown} />
          {field.type === 'dateTime' && <Days hour={12} choose={(at) => setText(inputText(field, { at }, around))} />}
          <Button look="primary" icon={CornerDownLeft} onClick={() => give(text)}>{t('ask.next')}</Button>
        </>
      )}
    </div>
  );
}

/** A list is answered by one digit or one press. */
function Choices(props: { items: readonly { id: string; label: Parameters<ReturnType<typeof useWords>['label']>[0] }[]; label: FieldBody['label']; choose(id: string): void; cancel(): void }): ReactNode {
  const { label } = useWords();
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const digit = /^(Digit|Numpad)([1-9])$/.exec(event.code)?.[2];
    const item = digit ? props.items[Number(digit) - 1] : undefined;
    if (event.code === 'Escape') props.cancel();
    else if (item) props.choose(item.id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="cv-choices" role="group" aria-label={label(props.label)} onKeyDown={onKeyDown}>
      <span className="lbl">{label(props.label)}</span>
      {props.items.map((item, at) => (
        // eslint-disable-next-line jsx-a11y/no-autofocus -- the person has just asked for this line
        <Button key={item.id} size="sm" autoFocus={at === 0} onClick={() => props.choose(item.id)}>{at < 9 && <span className="t3">{at + 1}</span>}{label(item.label)}</Button>
      ))}
    </div>
  );
}

/** A day in one press; the hour stands ready to be changed. */
function Days(props: { hour: number; choose(at: number): void }): ReactNode {
  const { t, format } = useWords();
  const { zone } = useUi();
  const now = useClockNow()();
  return (
    <span className="row-x tight">
      {[0, 1, 2, 3, 4, 5].map((days) => {
        const at = dayTime(now, days, props.hour, zone);
        return <Button key={days} size="sm" look="quiet" onClick={() => props.choose(at)}>{days === 0 ? t('ask.today') : days === 1 ? t('ask.tomorrow') : format.weekday(at)}</Button>;
      })}
    </span>
  );
}

function WordsQuestion(props: AskLineProps & { label: string }): ReactNode {
  const { t } = useWords();
  const [text, setText] = useState('');
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.code === 'Escape') props.cancel();
    else if ((event.code === 'Enter' || event.code === 'NumpadEnter') && text.trim() !== '') props.answer(text.trim());
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="cv-askline">
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the person has just asked for this line */}
      <TextField label={props.label} value={text} autoFocus maxLength={200} onChange={(event) => setText(event.target.value)} onKeyDown={onKeyDown} />
      <Button look="primary" icon={CornerDownLeft} disabled={text.trim() === ''} onClick={() => props.answer(text.trim())}>{t('ask.next')}</Button>
    </div>
  );
}

/** Said before sending: the text is not in the client's language. */
function LanguageQuestion(props: AskLineProps & { wanted: string; instead: string }): ReactNode {
  const { t } = useWords();
  return (
    <div className="cv-askline" onKeyDown={(event) => { if (event.code === 'Escape') { event.stopPropagation(); props.cancel(); } }}>
      <span className="grow">{t('ask.language', { wanted: props.wanted, instead: props.instead })}</span>
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the person has just pressed the button this asks about */}
      <Button look="primary" autoFocus onClick={() => props.answer(null)}>{t('ask.sendAnyway')}</Button>
    </div>
  );
}

/** Which of several: all are chosen until one is left out; a digit or a press turns one, Enter saves. */
function PhotosQuestion(props: AskLineProps & { photos: readonly ClientPhoto[] }): ReactNode {
  const { photos, answer, cancel } = props;
  const { t } = useWords();
  const { mediaUrl } = useUi();
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const turn = (at: number): void => setLeft((before) => new Set(before.has(at) ? [...before].filter((each) => each !== at) : [...before, at]));
  const save = (): void => {
    const chosen = photos.filter((_photo, at) => !left.has(at));
    if (chosen.length > 0) answer([...new Set(chosen.map((photo) => photo.messageId))]);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const digit = /^(Digit|Numpad)([1-9])$/.exec(event.code)?.[2];
    if (event.code === 'Escape') cancel();
    else if (digit && photos[Number(digit) - 1]) turn(Number(digit) - 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="cv-askline" onKeyDown={onKeyDown}>
      <div className="cv-choices" role="group" aria-label={t('ask.photos')}>
        <span className="lbl">{t('ask.photos')}</span>
        {photos.map((photo, at) => (
          <button key={`${photo.messageId} ${photo.hash}`} type="button" className="cv-pick" aria-pressed={!left.has(at)} aria-label={t('ask.photo', { number: at + 1 })} onClick={() => turn(at)}>
            <img width={48} height={48} src={mediaUrl(photo.hash)} alt="" />
          </button>
        ))}
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-autofocus -- the person has just asked for this line */}
      <Button look="primary" autoFocus disabled={left.size === photos.length} onClick={save}>{t('ask.savePhotos', { count: photos.length - left.size })}</Button>
    </div>
  );
}
