/** What the network said about a token: whose it is and how long it lasts, or why not and what to do. */
import type { ReactNode } from 'react';
import { CircleCheck, CircleX } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { channelLabels } from '#renderer/ui/ChannelGlyph.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import type { Calls } from '#shared/port/port.ts';

export type CheckState =
  | { state: 'none' }
  | { state: 'asking' }
  | { state: 'good'; who: Calls['account.check']['value'] }
  /** `reason`: the network's word (`account.state.<reason>`); null = it was not asked. */
  | { state: 'bad'; code: string; reason: string | null };

/** What may be otherwise in a minute: nothing is wrong with what was typed. */
const passingReasons: ReadonlySet<string> = new Set(['network', 'network_trouble', 'rate_limited', 'read_failed', 'unreachable']);

/** `mistaken`: name of the account whose access is renewed, when the token belongs to another. */
export function CheckResult(props: { check: CheckState; channel: ChannelName; mistaken: string | null }): ReactNode {
  const { check, channel } = props;
  const { t, has, refusal, format } = useWords();
  const now = useNow(60_000);
  if (check.state === 'none') return <p className="t3">{t('accounts.checkText', { channel: channelLabels[channel] })}</p>;
  if (check.state === 'asking') return <p className="t2" role="status">{t('accounts.asking', { channel: channelLabels[channel] })}</p>;
  if (check.state === 'bad') {
    const reason = check.reason !== null && has(`account.state.${check.reason}`) ? t(`account.state.${check.reason}`) : refusal(check.code);
    const passing = check.reason === null || passingReasons.has(check.reason);
    const todo = passing ? t('accounts.checkAgain') : has(`account.todo.${check.reason}`) ? t(`account.todo.${check.reason}`) : '';
    return (
      <div className="probe settings-probe" role="alert">
        <Icon of={CircleX} className="is-alarm" />
        <span><span className="medium">{reason}</span>{todo && <span className="t2"> {todo}</span>}</span>
      </div>
    );
  }
  const { who } = check;
  return (
    <div className="probe settings-probe" role="status">
      <Icon of={props.mistaken === null ? CircleCheck : CircleX} className={props.mistaken === null ? 'is-success' : 'is-alarm'} />
      <span>
        <span className="medium"><SafeText text={who.handle ? `@${who.handle}` : who.name} /></span>{who.handle && who.name && <span className="t2"> · <SafeText text={who.name} /></span>}
        {props.mistaken !== null && <span className="is-alarm"> {t('accounts.otherIdentity', { name: props.mistaken })}</span>}
      </span>
      <span className="small t3">{who.tokenExpiresAt === null ? t('accounts.accessEndless') : t('accounts.accessUntil', { date: format.date(who.tokenExpiresAt, now) })}</span>
    </div>
  );
}
