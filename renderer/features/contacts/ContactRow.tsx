/** One client in the list of clients. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import type { ContactLine } from '#renderer/features/contacts/contact-lines.ts';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { StageChip } from '#renderer/ui/StageChip.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';

export const ContactRow = memo(function ContactRow(props: { line: ContactLine; optionId: string; selected: boolean; current: boolean }): ReactNode {
  const { line } = props;
  const lookup = useLookup();
  const account = lookup.account(line.accountId);
  return (
    <div id={props.optionId} role="option" aria-selected={props.selected} className={`lrow ${account ? `a${account.colour}` : ''} ${props.current ? 'is-focus-in' : ''}`}>
      <Avatar name={line.name} hash={line.avatar} account={account && line.channel ? { colour: account.colour, channel: line.channel } : null} />
      <div className="l">
        <div className="l1"><span className="name"><SafeText text={line.name} /></span>{account && <span className="code">{account.code}</span>}<span className="sp" /><TimeText at={line.at} className="when" /></div>
        <div className="l2"><span className="last"><SafeText text={line.text} /></span><StageChip stage={lookup.stage(line.funnelId, line.stageId)} /></div>
      </div>
    </div>
  );
});
