/** A part that broke says so and can be tried again; the rest of the window goes on. */
import { Component } from 'react';
import type { ReactNode } from 'react';
import { OctagonAlert } from 'lucide';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';

/** `about` changes with what is shown (a conversation's id): another one is tried afresh. */
export class Boundary extends Component<{ about: string; children: ReactNode }, { about: string; broken: boolean }> {
  override state = { about: this.props.about, broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  static getDerivedStateFromProps(props: { about: string }, state: { about: string }): { about: string; broken: boolean } | null {
    return props.about === state.about ? null : { about: props.about, broken: false };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken again={() => this.setState({ broken: false })} /> : this.props.children;
  }
}

function Broken(props: { again(): void }): ReactNode {
  const { t } = useWords();
  return <EmptyState icon={OctagonAlert} title={t('shell.broken')} text={t('shell.brokenText')}><Button onClick={props.again}>{t('common.retry')}</Button></EmptyState>;
}
