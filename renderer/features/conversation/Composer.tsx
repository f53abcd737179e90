/** Where an answer or a note is written: it names the account it goes out from, keeps every pause, and never mixes the two. */
import { useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { ClipboardEvent, DragEvent, KeyboardEvent, ReactNode, Ref } from 'react';
import { Paperclip, Search, Send } from 'lucide';
import { filesRefusal } from '#renderer/data/outgoing-files.ts';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useOutgoingFiles } from '#renderer/data/use-outgoing-files.ts';
import { useView } from '#renderer/data/view.ts';
import type { Route } from '#renderer/features/conversation/answer-window.ts';
import { ComposerFrom } from '#renderer/features/conversation/ComposerFrom.tsx';
import { QuoteLine } from '#renderer/features/conversation/Quote.tsx';
import type { Quoted } from '#renderer/features/conversation/Quote.tsx';
import { useTexts } from '#renderer/features/conversation/texts.ts';
import { useDraftKeeper } from '#renderer/features/conversation/use-draft-keeper.ts';
import { useSend } from '#renderer/features/conversation/use-send.ts';
import type { Written } from '#renderer/features/conversation/use-send.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Segments } from '#renderer/ui/Field.tsx';
import { FileChips } from '#renderer/ui/FileChips.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import type { ConversationView, DraftKind } from '#shared/queries/rows.ts';

export interface ComposerHandle {
  focus(): void;
  /** Makes the answer one to this message. */
  quote(row: Quoted): void;
  /** One to the newest of these (oldest first), or to the one before that which stands now. */
  quoteEarlier(rows: readonly Quoted[]): void;
  /** Puts a script's text at the cursor, and its files below. */
  insert(text: string, files: readonly OutgoingFile[]): void;
  /** Gives back a text that was taken back or refused; false when another one stands there. */
  restore(text: string): boolean;
}

export interface ComposerProps {
  view: ConversationView;
  route: Route;
  routes: readonly Route[];
  setRoute(route: Route): void;
  /** `/` typed into an empty field, or the button. */
  searchScripts(): void;
  ref?: Ref<ComposerHandle>;
}

export function Composer({ ref, ...props }: ComposerProps): ReactNode {
  const { view, route, searchScripts } = props;
  const { t } = useWords();
  const { keys } = useUi();
  const { settings } = useSettings();
  const conversationId = view.conversation.id;
  const mode = useView((state) => state.composerMode);
  const setMode = useView((state) => state.setComposerMode);
  const focusAsked = useView((state) => state.composerFocus);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const keepText = useTexts((state) => state.keep);
  const drafts = useDraftKeeper(conversationId);
  // The text lives in the field itself: a key press draws nothing but the letter. `written` says only whether there is any.
  const [first] = useState(() => {
    const { answer, note } = useTexts.getState();
    return { answer: answer[conversationId] ?? view.draft ?? '', note: note[conversationId] ?? view.noteDraft ?? '', touched: { answer: conversationId in answer, note: conversationId in note } };
  });
  const texts = useRef({ answer: first.answer, note: first.note });
  const touched = useRef(first.touched);
  const [written, setWritten] = useState(first[mode].trim() !== '');
  const { team } = useTeam();
  const refusal = filesRefusal(view.conversation.channel, route, team?.publicUrl ?? null);
  const files = useOutgoingFiles(refusal);
  const isNote = mode === 'note';
  const [quoted, setQuoted] = useState<Quoted | null>(null);

  const keep = useCallback((kind: DraftKind, text: string): void => {
    texts.current[kind] = text;
    touched.current[kind] = true;
    keepText(kind, conversationId, text);
    drafts.keep(kind, text);
  }, [keepText, conversationId, drafts]);
  const change = useCallback((text: string): void => {
    keep(mode, text);
    setWritten(text.trim() !== '');
  }, [keep, mode]);
  const setText = useCallback((text: string): void => {
    if (area.current) area.current.value = text;
    change(text);
  }, [change]);

  const { put, addStored } = files;
  const giveBack = useCallback((back: Written, note: boolean): boolean => {
    const kind = note ? 'note' : 'answer';
    if (texts.current[kind].trim() !== '') return false;
    keep(kind, back.text);
    if (back.files.length > 0) put(back.files);
    if (!note) setQuoted(back.quoted);
    if (kind === mode) {
      if (area.current) area.current.value = back.text;
      setWritten(true);
    }
    return true;
  }, [mode, keep, put]);
  const sending = useSend(view, giveBack);

  useEffect(() => {
    if (area.current) area.current.value = texts.current[mode];
    setWritten(texts.current[mode].trim() !== '');
  }, [mode]);
  // A text kept by an earlier page may come after the conversation has been drawn from an older answer.
  useEffect(() => {
    for (const [kind, kept] of [['answer', view.draft], ['note', view.noteDraft]] as const) {
      if (touched.current[kind] || kept === null || kept === texts.current[kind]) continue;
      texts.current[kind] = kept;
      if (kind === mode && area.current) area.current.value = kept;
    }
    setWritten(texts.current[mode].trim() !== '');
  }, [view.draft, view.noteDraft, mode]);
  useEffect(() => {
    if (focusAsked === useTexts.getState().focusGiven) return;
    useTexts.getState().giveFocus(focusAsked);
    area.current?.focus();
  }, [focusAsked]);

  const focus = (next: 'answer' | 'note'): void => {
    setMode(next);
    area.current?.focus();
  };
  useAction('composer.focus', () => focus('answer'));
  useAction('composer.note', () => focus('note'));
  useAction('composer.attach', () => picker.current?.click(), { enabled: !isNote && refusal === null });

  const send = (andNext: boolean): void => {
    const text = texts.current[mode].trim();
    if (files.taking || (text === '' && (isNote || files.ready.length === 0))) return;
    setText('');
    drafts.flush();
    if (isNote) sending.note(text);
    else {
      sending.answer({ text, files: files.ready, route, quoted });
      setQuoted(null);
      files.clear();
    }
    if (andNext) keys.run('list.nextOwed');
  };

  const beginQuote = useCallback((row: Quoted): void => {
    setMode('answer');
    setQuoted(row);
    area.current?.focus();
  }, [setMode]);
  useImperativeHandle(ref, () => ({
    focus: () => area.current?.focus(),
    quote: (row) => beginQuote(row),
    quoteEarlier: (rows) => {
      const at = rows.findIndex((row) => row.id === quoted?.id);
      const next = rows[at === -1 ? rows.length - 1 : Math.max(0, at - 1)];
      if (next) beginQuote(next);
    },
    insert: (text, more) => {
      setMode('answer');
      addStored(more);
      const field = area.current;
      const before = texts.current.answer;
      const from = isNote ? before.length : (field?.selectionStart ?? before.length);
      const to = isNote ? before.length : (field?.selectionEnd ?? before.length);
      const next = before.slice(0, from) + text + before.slice(to);
      keep('answer', next);
      setWritten(next.trim() !== '');
      if (field) {
        field.value = next;
        field.focus();
        field.setSelectionRange(from + text.length, from + text.length);
      }
    },
    restore: (text) => giveBack({ text, files: [], route, quoted: null }, false),
  }), [isNote, keep, giveBack, route, setMode, addStored, quoted, beginQuote]);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.code === 'Escape') return event.currentTarget.blur();
    if (event.key === '/' && event.currentTarget.value === '' && !isNote) {
      event.preventDefault();
      return searchScripts();
    }
    if (event.code !== 'Enter' && event.code !== 'NumpadEnter') return undefined;
    const control = event.ctrlKey || event.metaKey;
    if (!control && event.shiftKey === settings.enterSends) return undefined;
    event.preventDefault();
    return send(control && event.shiftKey);
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0 || isNote) return;
    event.preventDefault();
    files.add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent): void => {
    if (event.dataTransfer.files.length === 0 || isNote) return;
    event.preventDefault();
    files.add(event.dataTransfer.files);
  };
  const sendable = (written || (!isNote && files.ready.length > 0)) && !files.taking;
  return (
    <div className={`composer${isNote ? ' cv-note' : ''}`} onDrop={onDrop} onDragOver={(event) => event.preventDefault()}>
      <ComposerFrom view={view} isNote={isNote} route={route} routes={props.routes} setRoute={props.setRoute} />
      {!isNote && route === 'direct' && quoted && <QuoteLine quoted={quoted} remove={() => setQuoted(null)} />}
      <textarea
        ref={area} className="text cv-text" rows={2} defaultValue={first[mode]} aria-label={isNote ? t('composer.note') : t('composer.answerFrom', { account: view.account.name })}
        placeholder={isNote ? t('composer.notePlaceholder') : t(`composer.placeholder.${route}`)} onChange={(event) => change(event.target.value)}
        onKeyDown={onKeyDown} onPaste={onPaste} onBlur={drafts.flush} maxLength={100_000} dir="auto"
      />
      {!isNote && <FileChips chips={files.chips} remove={files.remove} />}
      <div className="tools">
        <Segments label={t('composer.mode')} value={mode} change={focus} options={[{ value: 'answer', label: t('composer.mode.answer') }, { value: 'note', label: t('composer.mode.note') }]} />
        {!isNote && (
          <>
            <IconButton icon={Paperclip} size="xs" label={refusal === null ? t('composer.attach') : t(refusal)} action="composer.attach" aria-disabled={refusal !== null || undefined} onClick={() => refusal === null && picker.current?.click()} />
            <IconButton icon={Search} size="xs" label={t('scripts.search')} action="scripts.search" onClick={searchScripts} />
            <input ref={picker} className="vh" type="file" multiple tabIndex={-1} aria-hidden onChange={(event) => { files.add(event.target.files ?? []); event.target.value = ''; }} />
          </>
        )}
        <span className="grow" />
        <Button look="primary" size="sm" icon={Send} className="cv-send" disabled={!sendable} onClick={() => send(false)} chord={settings.enterSends ? 'Enter' : 'Ctrl+Enter'}>{isNote ? t('composer.save') : t('composer.send')}</Button>
      </div>
    </div>
  );
}
