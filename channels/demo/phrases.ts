/** What invented clients of a confectioner say, in their languages. */
export type Speech = 'uk' | 'ru' | 'en';

export interface Phrases {
  names: readonly (readonly [name: string, handle: string])[];
  openers: readonly string[];
  /** Answers of a client, by how many times they have been answered. */
  date: readonly string[];
  wishes: readonly string[];
  askPrice: readonly string[];
  agree: readonly string[];
  receipt: readonly string[];
  thanks: readonly string[];
  nudges: readonly string[];
  comments: readonly string[];
  stories: readonly string[];
  photo: readonly string[];
  /** What the shop itself said in conversations of earlier days. */
  shop: readonly string[];
  posts: readonly string[];
}

export const phrases: Readonly<Record<Speech, Phrases>> = {
  uk: {
    names: [
      ['Олена Кравчук', 'olena.krav'], ['Марія Гнатюк', 'mariia_hnat'], ['Софія Бондар', 'sofa.bondar'], ['Катерина Мельник', 'katya_melnyk'], ['Юлія Савчук', 'yulia.savch'],
      ['Дарина Лисенко', 'daryna.lys'], ['Ірина Ткач', 'ira_tkach'], ['Андрій Шевчук', 'andrii.shev'], ['Вікторія Поліщук', 'vika_pol'], ['Наталя Руденко', 'natali.rud'],
      ['Тетяна Мороз', 'tania.moroz_'], ['Христина Левчук', 'khrystia.l'], ['Богдан Панчук', 'bohdan_pan'], ['Оксана Гринь', 'oksana.hryn'], ['Соломія Яремчук', 'solomiya.ya'],
      ['Аліна Коваль', 'alina_koval'], ['Надія Фесенко', 'nadiia.fes'], ['Роман Захарчук', 'roman.zakh'], ['Люба Стець', 'liuba.stets'], ['Анастасія Дудка', 'nastia_dudka'],
    ],
    openers: [
      'Добрий день! Скільки коштує торт на 2 кг?', 'Вітаю! Чи є вільні дати на цю суботу?', 'Доброго дня, хочу замовити торт на день народження доньці, їй 5 рочків 🎂',
      'Привіт! А бенто-тортики робите? Яка ціна?', 'Добрий вечір. Потрібен торт на весілля, десь на 40 гостей', 'Добрий день, чи можна торт без глютену?',
      'Підкажіть, будь ласка, за скільки днів треба замовляти?', 'Доброго ранку! Макаронс у коробці по 12 штук є?', 'Вітаю, побачила у стрічці ваш ванільний з ягодами. Можна такий на пʼятницю?',
      'Добрий день! Доставка по місту є?', 'Скажіть, а капкейки від скількох штук?', 'Доброго дня! Торт для колег, на 12 людей. Що порадите?',
    ],
    date: ['На суботу, 14:00. Гостей буде 12', 'На 28 число, десь до обіду. Нас 8', 'Наступної пʼятниці ввечері, 15 гостей', 'На неділю зранку, дітей буде 10 і ще дорослі', 'Ой, вже післязавтра 🙈 Встигнете? Гостей шестеро'],
    wishes: ['Начинку хочемо ваніль з ягодами, 2 кг', 'А можна шоколад-вишня? І напис «З днем народження, Соломійко»', 'Карамель з горіхом, без мастики', 'Медовик, 1,5 кг, просто і зі смаком', 'Декор у ніжних рожевих тонах, якщо можна'],
    askPrice: ['І яка буде ціна разом з доставкою?', 'Скільки вийде?', 'А вартість підкажете?', 'Гарно! Яка сума і чи потрібна передоплата?'],
    agree: ['Так, підходить. Куди переказати?', 'Добре, беремо 👍', 'Супер, домовились', 'Трохи дорожче, ніж думала, але беремо'],
    receipt: ['Оплатила, ось чек', 'Переказала завдаток', 'Готово, квитанція'],
    thanks: ['Дякую велике! Чекаємо 🥰', 'Дуже дякую ❤️', 'Ви найкращі!', 'Дякую, до зустрічі'],
    nudges: ['?', 'Ви тут? 🙂', 'Ще актуально', 'Підкажіть, будь ласка', 'Чекаю на відповідь'],
    comments: ['Яка ціна?', 'Ціна?', 'Неймовірно гарно 😍', 'А такий на 3 кг можна?', 'Скільки коштує і чи є доставка?', 'Хочу такий на ювілей мами!', 'Вільні дати на наступний тиждень є?'],
    stories: ['Який гарний! Скільки такий коштує?', 'Хочу такий самий 😍', 'А це яка начинка?', '🔥🔥🔥'],
    photo: ['Хочемо приблизно такий', 'Ось такий, тільки менший', 'Знайшла картинку для прикладу'],
    shop: ['Добрий день! Раді вашому повідомленню. На яку дату потрібен десерт і скільки буде гостей?', 'Так, ця дата вільна. Яку начинку любите?', 'Разом 1 800 грн, завдаток 900 грн.', 'Дякуємо! Прийняли в роботу 🎂', 'Гарного свята!'],
    posts: ['Ваніль, ягоди і трохи літа 🍓', 'Бенто на двох. Пишіть у дірект', 'Весільний сезон відкрито'],
  },
  ru: {
    names: [
      ['Елена Соколова', 'lena.sokol'], ['Марина Белова', 'marina_bel'], ['Ольга Демченко', 'olga.dem'], ['Светлана Ким', 'svetakim'], ['Игорь Волков', 'igor.volk'],
      ['Алла Григорян', 'alla_grig'], ['Вера Зимина', 'vera.zima'], ['Полина Цой', 'polina.tsoy'],
    ],
    openers: [
      'Здравствуйте! Сколько стоит торт на 2 кг?', 'Добрый день, есть свободные даты на выходные?', 'Здравствуйте, нужен торт сыну на 7 лет, с машинками', 'Добрый вечер! Делаете муссовые торты?',
      'Подскажите, сколько стоит набор из 12 капкейков?', 'Здравствуйте, можно торт без сахара?',
    ],
    date: ['На субботу к 15:00, человек 10', 'Надо на 30-е, утром. Нас 6', 'В следующую пятницу, гостей 14'],
    wishes: ['Начинка шоколад-вишня, 2 кг', 'Хочется что-то лимонное, лёгкое', 'Карамель с орехом и надпись «Маме»'],
    askPrice: ['А сколько это будет стоить?', 'Какая цена с доставкой?', 'Сколько выйдет?'],
    agree: ['Подходит, берём', 'Хорошо, куда переводить?', 'Отлично, договорились'],
    receipt: ['Оплатила, чек прикрепила', 'Перевела задаток'],
    thanks: ['Спасибо большое!', 'Спасибо, ждём 🌸', 'Благодарю вас'],
    nudges: ['?', 'Вы тут?', 'Подскажите, пожалуйста', 'Ещё актуально'],
    comments: ['Цена?', 'Какая красота 😍', 'Сколько стоит такой?', 'Доставка есть?'],
    stories: ['Очень красиво! Сколько стоит?', 'Хочу такой же', '😍'],
    photo: ['Хотим примерно такой', 'Вот пример, можно похожий?'],
    shop: ['Здравствуйте! Рады вашему сообщению. На какую дату нужен десерт и сколько будет гостей?', 'Да, дата свободна. Какую начинку любите?', 'Всего 1 800 грн, предоплата 900 грн.', 'Спасибо! Приняли в работу 🎂', 'Хорошего праздника!'],
    posts: ['Шоколад и вишня 🍒', 'Капкейки к выходным'],
  },
  en: {
    names: [
      ['Emma Clarke', 'emma.clarke'], ['Sophie Turner', 'sophie_t'], ['James Whitfield', 'jwhitfield'], ['Laura Jensen', 'laura.jensen'], ['Nina Petrescu', 'nina.petr'], ['Oliver Hahn', 'oli.hahn'],
    ],
    openers: ['Hi! How much is a 2 kg birthday cake?', 'Hello, do you have a free slot this Saturday?', 'Hi there, can you make a gluten-free cake for 12 people?', 'Good morning! Do you do macarons in gift boxes?', 'Hello! I need a cake for my daughter, she turns 4 🎂'],
    date: ['Saturday at 2 pm, about 12 guests', 'On the 28th, before noon, 8 people', 'Next Friday evening, 15 of us'],
    wishes: ['Vanilla and berries please, around 2 kg', 'Chocolate cherry, with "Happy birthday Mia" on top', 'Something with lemon, not too sweet'],
    askPrice: ['And how much would that be with delivery?', 'What would the price be?', 'Lovely. What is the total?'],
    agree: ['Perfect, we take it', 'Sounds good. Where do I pay?', 'Deal 👍'],
    receipt: ['Paid, here is the receipt', 'Just sent the deposit'],
    thanks: ['Thank you so much!', 'Thanks, see you then', 'You are amazing 🥰'],
    nudges: ['?', 'Are you there?', 'Still interested :)', 'Any news?'],
    comments: ['Price?', 'So pretty 😍', 'Do you deliver?', 'How much is this one?'],
    stories: ['Gorgeous! How much?', 'I want exactly this', '😍😍'],
    photo: ['Something like this', 'Here is a picture for reference'],
    shop: ['Hello, lovely to hear from you. Which date is the dessert for, and how many guests?', 'Yes, that date is free. Which filling do you like?', 'It is 1,800 UAH in total, 900 as a deposit.', 'Thank you! It is in the making 🎂', 'Have a lovely party!'],
    posts: ['Lemon and meringue 🍋', 'Gift boxes are back'],
  },
};
