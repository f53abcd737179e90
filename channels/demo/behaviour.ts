/** How an invented client behaves: what they say first, and what they say when answered. */
import type { Chance } from '#channels/demo/chance.ts';
import type { DemoClient, DemoLine } from '#channels/demo/networks.ts';
import { phrases } from '#channels/demo/phrases.ts';
import type { Phrases, Speech } from '#channels/demo/phrases.ts';
import { cake, face, receipt } from '#channels/demo/pictures.ts';

export interface Character {
  client: DemoClient;
  line: DemoLine;
  speech: Speech;
  /** How many times they have been answered. */
  answers: number;
  /** Said something that nobody has answered yet. */
  waits: boolean;
  /** Will not come back. */
  done: boolean;
}

/** Handles get a number when the names run out: nobody is two people. */
export function newCharacter(line: DemoLine, number: number, chance: Chance): Character {
  const speech = chance.weighted<Speech>([[7, 'uk'], [2, 'ru'], [1, 'en']]);
  const { names } = phrases[speech];
  const [name, handle] = names[number % names.length]!;
  const turn = Math.floor(number / names.length);
  const client = line.client(turn === 0 ? handle : `${handle}${turn + 1}`, name, face(chance));
  return { client, line, speech, answers: 0, waits: false, done: false };
}

export function wordsOf(character: Character): Phrases {
  return phrases[character.speech];
}

/** The first thing somebody does: a direct message, a comment, an answer to a story, a picture. */
export function begins(character: Character, chance: Chance, at?: number): void {
  const { client } = character;
  const words = wordsOf(character);
  character.waits = true;
  const how = chance.weighted([[5, 'write'], [3, 'comment'], [1.5, 'story'], [1, 'photo']]);
  if (how === 'comment' && client.comment !== null) client.comment(chance.pick(words.comments), at);
  else if (how === 'story' && client.storyReply !== null) client.storyReply(chance.pick(words.stories), cake(chance), at);
  else if (how === 'photo') client.photo(cake(chance), chance.pick(words.photo), at);
  else client.write(chance.pick(words.openers), at);
}

export function nudges(character: Character, chance: Chance): void {
  character.waits = true;
  character.client.write(chance.pick(wordsOf(character).nudges));
}

/** What they say to the n-th answer; some fall silent on the way, as people do. */
export function answersBack(character: Character, chance: Chance): void {
  const { client } = character;
  const words = wordsOf(character);
  const step = character.answers;
  character.waits = true;
  if (step <= 1) client.write(chance.pick(words.date));
  else if (step === 2) {
    client.write(chance.pick(words.wishes));
    if (chance.is(0.3)) client.photo(cake(chance), chance.pick(words.photo));
    if (chance.is(0.7)) client.write(chance.pick(words.askPrice));
  } else if (step === 3) client.write(chance.pick(words.agree));
  else if (step === 4) client.photo(receipt(chance), chance.pick(words.receipt));
  else {
    character.waits = false;
    character.done = true;
    if (chance.is(0.6)) client.write(chance.pick(words.thanks));
    else client.heart();
  }
  if (!character.done && chance.is(0.07)) character.done = true;
}
