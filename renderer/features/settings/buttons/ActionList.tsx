/** What a press does, one thing under the other: each with what it needs to know, in an order that can be changed. */
import type { ReactNode } from 'react';
import { ArrowDown, ArrowUp, X } from 'lucide';
import { ActionFields } from '#renderer/features/settings/buttons/ActionFields.tsx';
import { actionKinds, newAction } from '#renderer/features/settings/buttons/button-draft.ts';
import type { Problem } from '#renderer/features/settings/buttons/button-draft.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Select } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import type { Action } from '#shared/model/preset.ts';

/** `shown`: problems that may be told already. */
export function ActionList(props: { actions: readonly Action[]; funnelId: string; shown: readonly Problem[]; change(actions: Action[]): void }): ReactNode {
  const { t } = useWords();
  const { actions, change } = props;
  const set = (at: number, action: Action): void => change(actions.map((one, index) => (index === at ? action : one)));
  const move = (at: number, to: number): void => {
    const next = actions.filter((_, index) => index !== at);
    change([...next.slice(0, to), actions[at]!, ...next.slice(to)]);
  };
  return (
    <>
      <ol className="settings-does" aria-label={t('buttons.does')}>
        {actions.map((action, at) => {
          const name = t(`buttons.act.${action.do}`);
          const wrong = props.shown.find((problem) => problem.at === at);
          return (
            <li key={at} aria-label={name}>
              <div className="row-x">
                <span className="medium grow">{at + 1}. {name}</span>
                <IconButton icon={ArrowUp} size="xs" label={t('buttons.earlier', { what: name })} disabled={at === 0} onClick={() => move(at, at - 1)} />
                <IconButton icon={ArrowDown} size="xs" label={t('buttons.later', { what: name })} disabled={at === actions.length - 1} onClick={() => move(at, at + 1)} />
                <IconButton icon={X} size="xs" label={t('buttons.dropAction', { what: name })} onClick={() => change(actions.filter((_, index) => index !== at))} />
              </div>
              <ActionFields action={action} funnelId={props.funnelId} change={(next) => set(at, next)} />
              {wrong && <p className="settings-refused" role="alert">{t(`buttons.wrong.${wrong.code}`)}</p>}
            </li>
          );
        })}
      </ol>
      <Select
        label={t('buttons.addAction')} value="" onChange={(event) => event.target.value !== '' && change([...actions, newAction(event.target.value as Action['do'])])}
        options={[{ value: '', label: t('buttons.choose') }, ...actionKinds.map((kind) => ({ value: kind, label: t(`buttons.act.${kind}`) }))]}
      />
    </>
  );
}
