/** A part that broke says so and can be tried again; the rest of the window goes on. */
import { Component } from 'react';
import type { ReactNode } from 'react';
import { OctagonAlert } from 'lucide-react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';

/** `about` changes with what is shown (a conversation's id): another one is tried afresh. */
export class Boundary extends Component<{ about: string; children: ReactNode }, { broken: string | null }> {
  override state = { broken: null };

  static getDerivedStateFromError(): { broken: string } {
    return { broken: 'yes' };
  }

  override componentDidUpdate(before: { about: string }): void {
    if (before.about !== this.props.about && this.state.broken !== null) this.setState({ broken: null });
  }

  override render(): ReactNode {
    return this.state.broken === null ? this.props.children : <Broken again={() => this.setState({ broken: null })} />;
  }
}

function Broken(props: { again(): void }): ReactNode {
  const { t } = useWords();
  return <EmptyState icon={OctagonAlert} title={t('shell.broken')} text={t('shell.brokenText')}><Button onClick={props.again}>{t('common.retry')}</Button></EmptyState>;
}
