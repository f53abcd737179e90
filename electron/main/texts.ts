// The few words main says by itself; everything else is the page's. Language of the system; English where it is none of these.
const texts = {
  en: {
    show: 'Show Pult', quit: 'Quit Pult', open: 'Open', cancel: 'Cancel',
    doubtful: 'This address imitates another one with letters of several alphabets. Its real name is:',
    failed: 'Pult could not start', update: 'A new version of Pult is ready and will be installed when you quit.',
  },
  uk: {
    show: 'Показати Pult', quit: 'Вийти з Pult', open: 'Відкрити', cancel: 'Скасувати',
    doubtful: 'Ця адреса наслідує іншу літерами різних абеток. Її справжнє ім’я:',
    failed: 'Pult не зміг запуститися', update: 'Нова версія Pult готова: вона встановиться, коли ви вийдете.',
  },
} as const;

export type Texts = Record<keyof (typeof texts)['en'], string>;

export const textsFor = (locale: string): Texts => (locale.toLowerCase().startsWith('uk') ? texts.uk : texts.en);
