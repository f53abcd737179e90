/** Asks the server for an invitation; its secret lives in this component's state and nowhere else. */
import { useCallback, useState } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { inviteProblem } from '#renderer/features/settings/people/invite-draft.ts';
import type { InviteDraft } from '#renderer/features/settings/people/invite-draft.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { Calls } from '#shared/port/port.ts';

export type InviteAsked = { state: 'none' } | { state: 'asking' } | { state: 'made'; value: Calls['person.invite']['value'] } | { state: 'refused'; text: string };

export function useInvite(): { asked: InviteAsked; /** The link, or null when it was refused or the draft is not complete. */ ask(draft: InviteDraft): Promise<Calls['person.invite']['value'] | null>; again(): void } {
  const call = useCall();
  const { refusal } = useWords();
  const [asked, setAsked] = useState<InviteAsked>({ state: 'none' });
  const ask = useCallback(
    async (draft: InviteDraft) => {
      if (inviteProblem(draft) !== null) return null;
      setAsked({ state: 'asking' });
      const answer = await call('person.invite', {
        personId: draft.personId, name: draft.name.trim(), login: draft.login.trim(), roleId: draft.roleId, seatId: draft.seatId, seatName: draft.seatName === null ? null : draft.seatName.trim(),
      });
      setAsked(answer.ok ? { state: 'made', value: answer.value } : { state: 'refused', text: refusal(answer.code, answer.data) });
      return answer.ok ? answer.value : null;
    },
    [call, refusal],
  );
  return { asked, ask, again: useCallback(() => setAsked({ state: 'none' }), []) };
}
