/** A confectionery short enough to read: the stages and buttons that tests of the window need, in the words of the real preset. */
import type { Preset, StageBody } from '#shared/model/preset.ts';

const label = (en: string, uk: string): { en: string; uk: string } => ({ en, uk });
type Colour = StageBody['colour'];

const stages: [id: string, en: string, uk: string, colour: Colour, kind: StageBody['kind'], movesTo: string[]][] = [
  ['new', 'New', 'Новий', 'grey', 'open', ['greeting', 'details', 'not-successful', 'spam', 'draft']],
  ['greeting', 'Greeting', 'Привітання', 'blue', 'open', ['details', 'price', 'not-successful', 'spam', 'draft']],
  ['details', 'Choosing', 'Уточнення', 'blue', 'open', ['price', 'not-successful', 'spam', 'draft']],
  ['price', 'Price', 'Ціна', 'amber', 'open', ['in-production', 'details', 'not-successful', 'draft']],
  ['in-production', 'Being made', 'У роботі', 'violet', 'open', ['ready', 'draft']],
  ['ready', 'Ready', 'Готово', 'teal', 'open', ['delivery', 'draft']],
  ['delivery', 'Delivery', 'Доставка', 'teal', 'open', ['feedback', 'draft']],
  ['feedback', 'Feedback', 'Відгук', 'lime', 'open', ['done', 'draft']],
  ['done', 'Completed', 'Завершено', 'green', 'won', ['draft']],
  ['not-successful', 'Not successful', 'Не успішно', 'red', 'lost', ['draft']],
  ['spam', 'Spam', 'Спам', 'hatched', 'removed', []],
  ['draft', 'Draft', 'Чернетка', 'hatched', 'holding', ['new', 'greeting', 'details', 'price', 'in-production']],
];

const rightsOfAll = ['take', 'answer', 'buttons', 'move', 'tasks', 'contacts'] as const;
const base: Pick<Preset['buttons'][number], 'funnel' | 'roles' | 'needsPhoto' | 'ask' | 'undoMs'> = { funnel: 'sales', roles: [], needsPhoto: false, ask: [], undoMs: null };

const confectionery: Preset = {
  meta: { id: 'confectionery', label: label('Confectionery', 'Кондитерська'), about: label('Cakes by messenger', 'Торти в месенджерах'), currency: 'UAH', country: 'UA', zone: 'Europe/Kyiv' },
  languages: ['uk', 'ru', 'en'],
  hours: [],
  groups: [{ id: 'cakes', label: label('Cakes', 'Торти') }],
  constants: { 'pay.card': '4441 0000 0000 0000', 'pay.holder': 'Марта Коваль' },
  undoMs: 3000,
  depositPercent: 50,
  roles: [
    { id: 'owner', label: label('Owner', 'Власник'), sees: 'all', may: [...rightsOfAll, 'reassign', 'force', 'scripts', 'dictionary', 'accounts', 'people', 'restore'] },
    { id: 'operator', label: label('Operator', 'Оператор'), sees: 'own', may: [...rightsOfAll] },
  ],
  lists: [
    { id: 'product-kind', label: label('Product', 'Виріб'), items: [{ id: 'cake', label: label('Cake', 'Торт') }, { id: 'bento', label: label('Bento cake', 'Бенто-торт') }] },
    { id: 'lost-reason', label: label('Reason', 'Причина'), items: [{ id: 'too-expensive', label: label('Too expensive', 'Задорого') }, { id: 'silent', label: label('Silent', 'Мовчить') }] },
  ],
  fields: [
    { id: 'product-kind', of: 'deal', label: label('Product', 'Виріб'), type: 'list', list: 'product-kind', unit: null, maxLength: null, order: 1, automatic: false, use: 'none' },
    { id: 'weight', of: 'deal', label: label('Weight', 'Вага'), type: 'decimal', list: null, unit: label('kg', 'кг'), maxLength: null, order: 2, automatic: false, use: 'none' },
    { id: 'needed-at', of: 'deal', label: label('Needed', 'На коли'), type: 'dateTime', list: null, unit: null, maxLength: null, order: 3, automatic: false, use: 'none' },
    { id: 'amount', of: 'deal', label: label('Amount', 'Сума'), type: 'money', list: null, unit: null, maxLength: null, order: 4, automatic: false, use: 'none' },
    { id: 'lost-reason', of: 'deal', label: label('Reason', 'Причина'), type: 'list', list: 'lost-reason', unit: null, maxLength: null, order: 5, automatic: false, use: 'none' },
  ],
  funnels: [{
    id: 'sales', label: label('Sales', 'Продажі'), holds: 'deal', order: 1,
    stages: stages.map(([id, en, uk, colour, kind, movesTo]) => ({ id, label: label(en, uk), kind, colour, needs: id === 'price' ? [{ kind: 'field', field: 'amount' }] : [], movesTo, onEntry: [], onLeave: [] })),
  }],
  buttons: [
    { ...base, id: 'greet', label: label('Greeting', 'Вітання'), order: 1, key: '1', stages: ['new', 'draft'], actions: [{ do: 'take' }, { do: 'send', script: 'greeting' }, { do: 'move', stage: 'greeting' }] },
    { ...base, id: 'price', label: label('Price', 'Ціна'), order: 2, key: '2', stages: ['greeting', 'details', 'price'], ask: ['amount'], actions: [{ do: 'send', script: 'price' }, { do: 'move', stage: 'price' }] },
    { ...base, id: 'scripts-uk', label: label('Scripts Ukr', 'Скрипти Укр'), order: 3, key: '3', stages: 'open', actions: [{ do: 'offer', language: 'uk' }] },
    { ...base, id: 'talk', label: label('Conversation', 'Розмова'), order: 4, key: '4', stages: 'open', actions: [{ do: 'offer', scripts: ['no-sugar', 'delivery'] }] },
    { ...base, id: 'order-photo', label: label('Order photo', 'Фото замовлення'), order: 5, key: '5', stages: 'open', needsPhoto: true, actions: [{ do: 'savePhotos' }] },
    { ...base, id: 'not-successful', label: label('Not successful', 'Не успішно'), order: 8, key: '8', stages: ['new', 'greeting', 'details', 'price'], ask: ['lost-reason'], actions: [{ do: 'move', stage: 'not-successful' }] },
    { ...base, id: 'done', label: label('Completed', 'Завершено'), order: 9, key: '9', stages: ['delivery', 'feedback'], actions: [{ do: 'move', stage: 'done' }] },
    { ...base, id: 'spam', label: label('Spam', 'Спам'), order: 10, key: 'Shift+S', stages: ['new', 'greeting', 'details'], undoMs: 10_000, actions: [{ do: 'move', stage: 'spam' }] },
    { ...base, id: 'draft', label: label('Draft', 'Чернетка'), order: 11, key: 'Shift+D', stages: 'open', actions: [{ do: 'draft' }] },
  ],
  scripts: [
    { id: 'greeting', label: label('Greeting', 'Вітання'), group: 'greeting', order: 1, texts: { uk: 'Вітаю, {client.name}! Чим можу допомогти?', en: 'Hello, {client.name}! How can I help?' } },
    { id: 'price', label: label('Payment details', 'Реквізити'), group: 'price', order: 2, texts: { uk: 'Разом {deal.amount}. Картка {pay.card}, {pay.holder}.' } },
    { id: 'no-sugar', label: label('Without sugar', 'Без цукру'), group: 'talk', order: 3, texts: { uk: 'Так, є начинки без цукру: ваніль-ягода і лимон.' } },
    { id: 'delivery', label: label('Delivery', 'Доставка'), group: 'talk', order: 4, texts: { uk: 'Доставляємо щодня з 8:30 до 21:00.' } },
  ],
  rules: [],
  clocks: [{ id: 'answer', warningMs: 120_000, alarmMs: 180_000, escalationMs: 300_000 }],
  demo: { team: 'Сім ложок', constants: {}, people: [], accounts: [] },
};

export const presets = { confectionery };
