/** A short text in every language in which labels are written. */
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { languageNames } from '#renderer/i18n/locales.ts';
import { TextField } from '#renderer/ui/Field.tsx';
import type { Language } from '#shared/model/language.ts';
import type { Label } from '#shared/model/preset.ts';

export function LabelFields(props: { what: string; label: Label; change(label: Label): void; maxLength: number; wrong?: string | undefined; autoFocus?: boolean; small?: boolean }): ReactNode {
  const { team } = useTeam();
  const { label, small = false } = props;
  return (
    <div className="settings-pair">
      {labelLanguages(team?.languages ?? []).map((language, at) => (
        <TextField
          key={language} label={`${props.what}: ${languageNames[language]}`} lang={language} small={small} value={label[language] ?? ''} maxLength={props.maxLength} autoFocus={props.autoFocus === true && at === 0}
          wrong={at === 0 ? props.wrong : undefined} onChange={(event) => props.change({ ...label, [language]: event.target.value })}
        />
      ))}
    </div>
  );
}

/** The two every label has, and the team's others. */
function labelLanguages(team: readonly Language[]): Language[] {
  return [...new Set<Language>(['uk', 'en', ...team])];
}
