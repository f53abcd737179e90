/** One hit: whose words or which person, with the words found marked, where and when. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { Hash, MessageSquare } from 'lucide';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import { markedText } from '#renderer/ui/marked-text.ts';
import type { SearchHit } from '#shared/queries/rows.ts';

export const HitRow = memo(function HitRow(props: { hit: SearchHit; optionId: string; selected: boolean; current: boolean }): ReactNode {
  const { hit } = props;
  const account = useLookup().account(hit.accountId);
  return (
    <div id={props.optionId} role="option" aria-selected={props.selected} className={`lrow ${account ? `a${account.colour}` : ''} ${props.current ? 'is-focus-in' : ''}`}>
      {hit.kind === 'contact' ? <Avatar name={hit.name} account={account && hit.channel ? { colour: account.colour, channel: hit.channel } : null} />
        : <span className="av"><Icon of={hit.kind === 'deal' ? Hash : MessageSquare} /></span>}
      <div className="l">
        <div className="l1">
          <span className="name"><SafeText text={hit.name || hit.handle || ''} /></span>
          <span className="sp" />
          <TimeText at={hit.at} className="when" />
        </div>
        <div className="l2">
          <span className="last search-words">{markedText(hit.text, hit.marks).map((part, at) => (part.marked ? <mark key={at}><SafeText text={part.text} /></mark> : <SafeText key={at} text={part.text} />))}</span>
          <AccountBadge account={account} />
        </div>
      </div>
    </div>
  );
});
