/** Answering one message in particular: the button beside it, and the line above the answer that says which one it is. */
import type { ReactNode } from 'react';
import { Reply, X } from 'lucide';
import { useMessageActs } from '#renderer/features/conversation/message-acts.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { channelFacts } from '#shared/model/channel.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

export type Quoted = Pick<MessageRow, 'id' | 'text'>;

/** Whether the messenger can show an answer as one to this message: it has the message, in the dialogue itself. */
export function canQuote(row: MessageRow, channel: ChannelName): boolean {
  return channelFacts[channel].quotes && row.route === 'direct' && row.externalId !== null && row.unsentAt === null && row.kind !== 'note' && row.kind !== 'event'
    && row.subject?.kind !== 'mention';
}

export function QuoteAct(props: { row: MessageRow; channel: ChannelName }): ReactNode {
  const { t } = useWords();
  const { quote } = useMessageActs();
  const { row, channel } = props;
  if (quote === null || !canQuote(row, channel)) return null;
  // By keys it is one key for all of them, not a stop at each.
  return <IconButton className="cv-quote" icon={Reply} size="xs" tabIndex={-1} label={t('message.quote.act')} onClick={() => quote(row)} />;
}

export function QuoteLine(props: { quoted: Quoted; remove(): void }): ReactNode {
  const { t } = useWords();
  const { quoted, remove } = props;
  return (
    <div className="cv-quoting">
      <Icon of={Reply} size="sm" />
      <span className="trunc grow">{quoted.text.trim() === '' ? t('message.quote.wordless') : <SafeText text={quoted.text} />}</span>
      <IconButton icon={X} size="xs" label={t('message.quote.remove')} onClick={remove} />
    </div>
  );
}
