/** Sends what was written: an answer, the first answer to an untaken conversation, or a note; a refusal gives everything back. */
import { useCallback, useEffect, useRef } from 'react';
import { useToasts } from '#renderer/data/toasts.ts';
import { useCall, useNewId, useOfferUndo, useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { useLosses } from '#renderer/features/conversation/losses.ts';
import type { Quoted } from '#renderer/features/conversation/Quote.tsx';
import { useTexts } from '#renderer/features/conversation/texts.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { MessageId } from '#shared/base/ids.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export interface Written {
  text: string;
  files: readonly OutgoingFile[];
  route: 'direct' | 'public' | 'private';
  quoted: Quoted | null;
}

export interface Sending {
  answer(written: Written): void;
  note(text: string): void;
}

/** `giveBack` puts what could not go out back under the cursor, unless something else has been written meanwhile; returns false then. */
export function useSend(view: ConversationView, giveBack: (written: Written, note: boolean) => boolean): Sending {
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const offerUndo = useOfferUndo();
  const call = useCall();
  const newId = useNewId();
  const { lose, forget } = useLosses();
  const { t } = useWords();
  const undone = useToasts((state) => state.undone);
  const sent = useRef(new Map<string, Written>());
  const { conversation, contact } = view;
  const { id: conversationId, seatId, inboundCount } = conversation;
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
    };
  }, []);

  // Taken back by button or key: the words return to where they were written.
  useEffect(() => {
    const written = undone === null ? undefined : sent.current.get(undone);
    if (undone === null || !written) return;
    sent.current.delete(undone);
    giveBack(written, false);
  }, [undone, giveBack]);

  const refused = useCallback(
    (written: Written, { code, data }: Refusal, note: boolean): void => {
      const back = mounted.current && giveBack(written, note);
      // Another conversation shows now: kept as the draft of its own.
      const kind = note ? 'note' : 'answer';
      if (!mounted.current && (useTexts.getState()[kind][conversationId] ?? '') === '') {
        useTexts.getState().keep(kind, conversationId, written.text);
        void call('draft.save', { conversationId, kind, text: written.text });
      }
      lose(conversationId, { seatId: String(data['seatId'] ?? ''), text: back ? '' : written.text, code });
    },
    [giveBack, call, conversationId, lose],
  );

  const answer = useCallback(
    (written: Written): void => {
      forget(conversationId);
      const input = {
        conversationId, messageId: newId<MessageId>(), text: written.text, attachments: written.files, route: written.route,
        replyToMessageId: written.route === 'direct' ? (written.quoted?.id ?? null) : null, baseInbound: inboundCount,
      };
      void (async () => {
        const given = await press(seatId === null ? 'conversation.answer' : 'message.send', input, { label: t('composer.sent', { name: contact.name }), quiet: true });
        if (!given.ok) return refused(written, given, false);
        sent.current.set(given.commandId, written);
        const word = await outcomeOf(given.commandId);
        if (!word.ok) refused(written, { ok: false, code: word.code, data: word.data }, false);
        return undefined;
      })();
    },
    [press, outcomeOf, newId, t, refused, forget, conversationId, seatId, inboundCount, contact.name],
  );

  const note = useCallback(
    (text: string): void => {
      void (async () => {
        const written: Written = { text, files: [], route: 'direct', quoted: null };
        const given = await press('message.note', { conversationId, messageId: newId<MessageId>(), text }, { label: t('composer.noted', { name: contact.name }) });
        if (!given.ok) return refused(written, given, true);
        return offerUndo(given.commandId, t('composer.noted', { name: contact.name }));
      })();
    },
    [press, newId, t, refused, offerUndo, conversationId, contact.name],
  );
  return { answer, note };
}
