/** Names what a refusal lacks: fields by their labels, the rest (an owner, a payment, the team's card) in words. */
import { useCallback } from 'react';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { Refusal } from '#shared/base/result.ts';

/** Returns the refusal as a sentence, with everything that is missing by name. */
export function useRefusalWords(): (refusal: Refusal) => string {
  const { t, has, label, refusal } = useWords();
  const lookup = useLookup();
  return useCallback(
    ({ code, data }) => {
      const missing = Array.isArray(data['missing']) ? data['missing'].filter((id): id is string => typeof id === 'string') : [];
      // "paid" is a field, too, but what is missing is a payment.
      const nameOf = (id: string): string => (has(`missing.${id}`) ? t(`missing.${id}`) : label(lookup.field(id)?.label) || id);
      const said = refusal(code, data);
      return missing.length === 0 ? said : `${said} ${t('missing.list', { what: missing.map(nameOf).join(', ') })}`;
    },
    [t, has, label, refusal, lookup],
  );
}
