// R5: `pult://` links. What the system hands over is a stranger's text: of it only the id of a conversation is kept, until the page asks.
import type { App } from 'electron';
import { isLinkLike, linkScheme, readConversationLink } from '#shared/port/link.ts';

export const createLinks = (log: (line: string) => void) => {
  let waiting: string | null = null;
  let told = (): void => {};
  const open = (text: string): void => {
    const id = readConversationLink(text);
    if (id === null) {
      log('link: ignored, not one of ours');
      return;
    }
    waiting = id;
    told();
  };
  /** The arguments of a start, this one's or a second one's. Their order is not kept, so each is looked at. */
  const openFrom = (argv: readonly string[]): void => argv.filter(isLinkLike).forEach(open);
  return {
    /** Before Electron is ready: macOS tells of the link it was started with at once. */
    listen(app: App, argv: readonly string[]): void {
      app.on('open-url', (event, url) => {
        event.preventDefault();
        open(url);
      });
      app.on('second-instance', (_event, theirs) => openFrom(theirs));
      openFrom(argv);
    },
    /** The newest link that was not yet taken; each is given once. */
    take(): string | null {
      const taken = waiting;
      waiting = null;
      return taken;
    },
    onLink: (listener: () => void): void => void (told = listener),
  };
};

export type Links = ReturnType<typeof createLinks>;

/**
 * A link opens the console that keeps its data in the system's own place: the system starts that one, and a trial beside it (`--data`)
 * must not draw links to itself. Behind `--` Chromium reads no switches, whatever a link holds; nor do we (flags.ts).
 */
export const claimLinks = (app: Pick<App, 'getAppPath' | 'setAsDefaultProtocolClient'>, bare: boolean): void => {
  app.setAsDefaultProtocolClient(linkScheme, process.execPath, bare ? [app.getAppPath(), '--'] : ['--']);
};
