/** Desktop notices: who it is about, never what they wrote (a locked screen shows them too). */
export interface Notice {
  /** One notice per conversation: a newer one replaces it. */
  tag: string;
  title: string;
  body: string;
  onClick(): void;
}

export interface Notices {
  /** Asks the person once, on their own press. */
  ask(): Promise<boolean>;
  allowed(): boolean;
  show(notice: Notice): void;
}

export function createNotices(page: Window & typeof globalThis): Notices {
  const supported = 'Notification' in page;
  return {
    ask: async () => supported && (await page.Notification.requestPermission()) === 'granted',
    allowed: () => supported && page.Notification.permission === 'granted',
    show: (notice) => {
      if (!supported || page.Notification.permission !== 'granted') return;
      const shown = new page.Notification(notice.title, { body: notice.body, tag: notice.tag, silent: true });
      shown.addEventListener('click', () => {
        page.focus();
        notice.onClick();
        shown.close();
      });
    },
  };
}
