/** Said before the press: the files of a text can't go out from this account, and why. Nothing where they can. */
import type { ReactNode } from 'react';
import { filesRefusal } from '#renderer/data/outgoing-files.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export function FilesCantGo(props: { view: Pick<ConversationView, 'conversation'>; files: readonly OutgoingFile[] }): ReactNode {
  const { t } = useWords();
  const { team } = useTeam();
  const refusal = props.files.length === 0 ? null : filesRefusal(props.view.conversation.channel, 'direct', team?.publicUrl ?? null);
  return refusal === null ? null : <span className="is-warning">{t(refusal)}</span>;
}
