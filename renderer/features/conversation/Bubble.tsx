/** What one side said: words, files, what it answers, what became of it, with its time and its way to the client. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { CircleHelp, History, MessageSquare } from 'lucide';
import { Attachments } from '#renderer/features/conversation/Attachments.tsx';
import { BubbleMeta } from '#renderer/features/conversation/BubbleMeta.tsx';
import { QuoteAct } from '#renderer/features/conversation/Quote.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { safeLink } from '#renderer/ui/visible-text.ts';
import type { SubjectKind } from '#shared/model/bodies.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

export interface BubbleProps {
  /** One message, or the messages of one album, oldest first. */
  rows: readonly MessageRow[];
  channel: ChannelName;
  accountId: string;
  close: boolean;
  found: boolean;
}

export function Bubble(props: BubbleProps): ReactNode {
  const { rows, close, found } = props;
  const row = rows.at(-1)!;
  const files = rows.flatMap((each) => each.attachments);
  const text = rows.map((each) => each.text).filter((each) => each.trim() !== '').join('\n');
  const unsent = rows.every((each) => each.unsentAt !== null);
  const media = files.length > 0 && files.every((file) => file.kind === 'photo' || file.kind === 'video' || file.kind === 'sticker') && row.subject === null && row.replyTo === null;
  const state = row.direction === 'out' ? ` out ${row.state}` : '';
  // A button nobody points at is not made: it would be half of what a short message is drawn from.
  const [near, setNear] = useState(false);
  return (
    <article className={`msg${state}${found ? ' cv-found' : ''}${close ? ' cv-close' : ''}`} data-message={row.id} onPointerEnter={() => setNear(true)}>
      <div className={`bubble${media && !unsent ? ' media' : ''}`}>
        <Subject row={row} />
        <Quoted row={row} />
        {unsent ? <Placeholder row={row} /> : (
          <>
            {files.length > 0 && <Attachments files={files} />}
            {row.kind === 'unsupported' ? <Unsupported row={row} /> : text !== '' && <Words text={text} padded={media} />}
            {rows.some((each) => each.truncated) && <Truncated />}
          </>
        )}
      </div>
      {near && <QuoteAct row={rows[0]!} channel={props.channel} />}
      <Reactions rows={rows} />
      {!close && <BubbleMeta row={row} channel={props.channel} accountId={props.accountId} />}
    </article>
  );
}

/** What it answers. Under a comment that is told by its way already. */
function Quoted(props: { row: MessageRow }): ReactNode {
  const { t } = useWords();
  const { replyTo, route } = props.row;
  if (replyTo === null || (replyTo.text === '' && route !== 'direct')) return null;
  return <div className="quote"><div className="qt"><span className="trunc">{replyTo.text === '' ? t('message.quote.wordless') : <SafeText text={replyTo.text} />}</span></div></div>;
}

function Truncated(): ReactNode {
  return <div className="small t3">{useWords().t('message.truncated')}</div>;
}

/** Longer than this a text would push everything else off the screen. */
const unfoldedLength = 1600;
const foldedLength = 1200;

function Words(props: { text: string; padded: boolean }): ReactNode {
  const { t } = useWords();
  const [whole, setWhole] = useState(false);
  const { text, padded } = props;
  const folded = !whole && text.length > unfoldedLength;
  const words = folded ? (
    <>
      <SafeText text={`${text.slice(0, foldedLength)}…`} kind="text" /> <button type="button" className="link" onClick={() => setWhole(true)}>{t('text.whole')}</button>
    </>
  ) : <SafeText text={text} kind="text" />;
  return padded ? <div className="cap">{words}</div> : words;
}

/** Taken back by the client; what it said is not shown again. */
function Placeholder(props: { row: MessageRow }): ReactNode {
  const { t, format } = useWords();
  return <span className="t3 cv-gone">{t(props.row.direction === 'in' ? 'message.unsent' : 'message.unsentOurs', { time: format.time(props.row.unsentAt ?? props.row.at) })}</span>;
}

function Unsupported(props: { row: MessageRow }): ReactNode {
  const { t } = useWords();
  return (
    <span className="row-x cv-gone"><Icon of={CircleHelp} /><span>{t('message.unsupported')}{props.row.text.trim() !== '' && <>: <SafeText text={props.row.text} /></>}</span></span>
  );
}

/** The story or post it is about, with the copy of its picture that was made on arrival. */
function Subject(props: { row: MessageRow }): ReactNode {
  const { t, format } = useWords();
  const { mediaUrl } = useUi();
  const { subject, kind, direction } = props.row;
  if (!subject) return null;
  const link = subject.link ? safeLink(subject.link) : null;
  const said = toldOf(subject.kind, kind);
  const hash = subject.media?.hash ?? null;
  return (
    <div className="quote">
      {hash && subject.media?.kind !== 'video' ? <img className="pic" width={48} height={48} src={mediaUrl(hash)} alt="" loading="lazy" /> : <span className="cv-nopic"><Icon of={subject.kind === 'post' || subject.kind === 'mention' ? MessageSquare : History} /></span>}
      <div className="qt">
        <span>{t(direction === 'in' ? said : 'message.subject.ours')}</span>
        {subject.text !== '' && <span className="t1 medium trunc"><SafeText text={subject.text} /></span>}
        {hash === null && subject.media?.missing && <span className="t3">{t('message.subject.gone')}</span>}
        {link ? <a className="link trunc" href={link.href} target="_blank" rel="noreferrer noopener">{t('message.subject.open')}</a> : subject.text === '' && <span className="t3">{format.time(props.row.at)}</span>}
      </div>
    </div>
  );
}

function toldOf(subject: SubjectKind, kind: MessageRow['kind']): string {
  if (subject === 'post' || subject === 'ad') return `message.subject.${subject}`;
  if (subject === 'story') return kind === 'story_mention' ? 'message.subject.mention' : 'message.subject.story';
  return kind === 'comment' ? 'message.subject.mentionComment' : kind === 'share' ? 'message.subject.mentionPost' : 'message.subject.mentioned';
}

function Reactions(props: { rows: readonly MessageRow[] }): ReactNode {
  const { t } = useWords();
  const reactions = props.rows.flatMap((row) => row.reactions);
  if (reactions.length === 0) return null;
  return (
    <div className="cv-reactions">
      {reactions.map((reaction, at) => <span key={at} className="chip" title={t(reaction.fromClient ? 'message.reaction.client' : 'message.reaction.ours')}><SafeText text={reaction.emoji} /></span>)}
    </div>
  );
}
