/** Texts to choose from: those a button offers, or all of them; typing narrows, arrows move, Enter takes. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Paperclip, Search } from 'lucide';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { offerOf, previewOf, scriptsToChoose } from '#renderer/features/conversation/button-questions.ts';
import type { Preview } from '#renderer/features/conversation/button-questions.ts';
import { FilesCantGo } from '#renderer/features/conversation/FilesCantGo.tsx';
import { languageNames } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { FileNames } from '#renderer/ui/FileChips.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import type { ButtonBody, ScriptBody } from '#shared/model/preset.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export interface ScriptListProps {
  view: ConversationView;
  /** Whose texts are offered; null = all. */
  button: ButtonBody | null;
  /** Sends it at once, by the button. */
  send(scriptId: string): void;
  /** Puts the words under the cursor, and their files below. */
  insert(text: string, files: readonly OutgoingFile[]): void;
  close(): void;
}

interface Line {
  script: ScriptBody;
  preview: Preview;
}

export function ScriptList(props: ScriptListProps): ReactNode {
  const { view, button, send, insert, close } = props;
  const { t, label } = useWords();
  const { scripts } = useTeam();
  const dict = useDictionary();
  const [term, setTerm] = useState('');
  const [at, setAt] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const language = button ? (offerOf(button)?.language ?? null) : null;
  const lines = useMemo<Line[]>(
    () => scriptsToChoose(scripts, button).flatMap((script) => {
      const preview = previewOf(script, language, view, dict);
      return preview ? [{ script, preview }] : [];
    }),
    [scripts, button, language, view, dict],
  );
  const found = useMemo(() => {
    const words = term.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return lines.filter(({ script, preview }) => {
      const text = `${label(script.label)} ${preview.text}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
  }, [lines, term, label]);
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    // Newer browsers return a promise here, which an effect must not.
    void box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);

  /** A text with a hole is never sent as it is: the button asks, the composer shows where to fill. */
  const use = (line: Line, other: boolean): void => {
    const sends = (button !== null) !== other;
    if (sends && button !== null) send(line.script.id);
    else insert(line.preview.text, line.preview.files);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.nativeEvent.isComposing) return;
    const digit = button !== null && term === '' ? /^(Digit|Numpad)([1-9])$/.exec(event.code)?.[2] : undefined;
    const direct = digit ? found[Number(digit) - 1] : undefined;
    if (event.code === 'Escape') close();
    else if (event.code === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
    else if (event.code === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if ((event.code === 'Enter' || event.code === 'NumpadEnter') && chosen) use(chosen, event.ctrlKey || event.metaKey);
    else if (event.code === 'Tab' && chosen) insert(chosen.preview.text, chosen.preview.files);
    else if (direct) use(direct, false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="cv-list" role="group" aria-label={button ? label(button.label) : t('scripts.search')}>
      <div className="row-x cv-listhead">
        <Icon of={Search} />
        <input
          // eslint-disable-next-line jsx-a11y/no-autofocus -- opened by a key to be typed into
          autoFocus className="grow" type="text" role="combobox" aria-expanded aria-controls="cv-lines" aria-label={t('scripts.search')} placeholder={button ? label(button.label) : t('scripts.searchPlaceholder')}
          value={term} onChange={(event) => { setTerm(event.target.value); setAt(0); }} onKeyDown={onKeyDown} autoComplete="off" spellCheck={false}
        />
        <span className="small t3 row-x tight">{t('ask.leave')} <Kbd chord="Escape" /></span>
      </div>
      <div ref={box} id="cv-lines" className="cv-lines scroll" role="listbox" aria-label={t('scripts.title')}>
        {found.length === 0 && <p className="small t3 cv-none">{t('scripts.none')}</p>}
        {found.map((line, index) => (
          <div key={line.script.id} role="option" tabIndex={-1} aria-selected={line === chosen} className="cv-line" onPointerMove={() => setAt(index)} onClick={() => use(line, false)}>
            <span className="k t3">{button !== null && term === '' && index < 9 ? index + 1 : ''}</span>
            <span className="medium trunc">{label(line.script.label)}</span>
            <span className="trunc t2 grow"><SafeText text={line.preview.text.slice(0, 200)} /></span>
            {line.preview.files.length > 0 && <span className="small t3 row-x tight" title={line.preview.files.map((file) => file.fileName).join(', ')}><Icon of={Paperclip} size="sm" />{line.preview.files.length}</span>}
            {line.preview.missing.length > 0 && <span className="small is-warning">{t('scripts.holes', { count: line.preview.missing.length })}</span>}
            {line.preview.language !== (language ?? view.contact.language) && <span className="chip">{languageNames[line.preview.language]}</span>}
          </div>
        ))}
      </div>
      {chosen && <div className="cv-full small"><SafeText text={chosen.preview.text} kind="text" /><FileNames files={chosen.preview.files} /><FilesCantGo view={view} files={chosen.preview.files} /></div>}
      <div className="row-x cv-foot caption t3">
        {button !== null ? <><Kbd chord="Enter" /> {t('scripts.foot.send')} <Kbd chord="Tab" /> {t('scripts.foot.insert')}</> : <><Kbd chord="Enter" /> {t('scripts.foot.insert')}</>}
      </div>
    </div>
  );
}
