/** One document of a message: opened in the system's own program where the window can and its kind allows, else saved. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Download, FileText } from 'lucide';
import { useData } from '#renderer/data/DataProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { FileSize } from '#renderer/ui/FileSize.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { Attachment } from '#shared/model/bodies.ts';
import { openableName, withEnding } from '#shared/port/openable.ts';

export function FileLine(props: { file: Attachment }): ReactNode {
  const { t, has } = useWords();
  const { file } = props;
  const name = withEnding(file.fileName ?? t(`file.${file.kind}`), file.hash === null ? null : file.contentType);
  const missing = file.hash === null ? `file.missing.${file.missing ?? 'fetching'}` : null;
  return (
    <div className="cv-file">
      <Icon of={FileText} />
      <span className="grow">
        {file.hash === null ? <span className="trunc"><SafeText text={name} /></span> : <Name hash={file.hash} name={name} />}
        <span className="small t3">{missing === null ? <FileSize bytes={file.sizeBytes} /> : has(missing) ? t(missing) : t('file.missing.gone')}</span>
      </span>
    </div>
  );
}

function Name(props: { hash: string; name: string }): ReactNode {
  const { hash, name } = props;
  const { t } = useWords();
  const { desktop } = useData();
  const { mediaUrl } = useUi();
  const show = useToasts((state) => state.show);
  const [opening, setOpening] = useState(false);
  const target = { href: mediaUrl(hash), download: name, target: '_blank', rel: 'noreferrer noopener' };
  if (!desktop || openableName(name) === null) return <a className="link trunc" {...target}><SafeText text={name} /></a>;
  const open = async (): Promise<void> => {
    setOpening(true);
    const outcome = await desktop.openAttachment({ hash, name }).catch(() => 'failed' as const);
    setOpening(false);
    if (outcome !== 'opened') show({ kind: 'failed', text: t(`file.notOpened.${outcome}`) });
  };
  return (
    <span className="row-x tight">
      <button type="button" className="link trunc" aria-busy={opening} disabled={opening} title={t('file.openOutside')} onClick={() => void open()}><SafeText text={name} /></button>
      <a className="btn icon xs" aria-label={t('file.save')} title={t('file.save')} {...target}><Icon of={Download} /></a>
    </span>
  );
}
