/** Head of a settings page: where one is, the way back, what can be done. */
import type { ReactNode } from 'react';
import { ArrowLeft, ChevronRight } from 'lucide';
import { useSettingsView } from '#renderer/features/settings/settings-view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';

export function PageHead(props: { title: string; parent?: { label: string; open(): void }; children?: ReactNode }): ReactNode {
  const { t } = useWords();
  const leave = useSettingsView((state) => state.leave);
  return (
    <div className="panehead lined settings-head">
      <span className="settings-back"><IconButton icon={ArrowLeft} label={t('common.back')} onClick={() => (props.parent ? props.parent.open() : leave())} /></span>
      {props.parent && <><button type="button" className="small t3 settings-parent" onClick={props.parent.open}>{props.parent.label}</button><Icon of={ChevronRight} size="sm" /></>}
      <h2 className="title grow trunc">{props.title}</h2>
      {props.children}
    </div>
  );
}
