/** The conversations that the demo begins with: most answered in the course of the last days, a few that wait now. */
import type { Chance } from '#channels/demo/chance.ts';
import type { Character } from '#channels/demo/behaviour.ts';
import { begins, newCharacter, wordsOf } from '#channels/demo/behaviour.ts';
import type { DemoLine } from '#channels/demo/networks.ts';
import { cake, receipt } from '#channels/demo/pictures.ts';

const minute = 60_000;
const hour = 60 * minute;
export const openingSize = 40;
const waitingNow = 7;

/** Plays the n-th of `openingSize` conversations; the oldest come first. */
export function playOpening(n: number, lines: readonly DemoLine[], number: () => number, now: number, chance: Chance): Character {
  const isWaiting = n >= openingSize - waitingNow;
  // A bot can't show what the shop answered before Pult came, so its people only begin now.
  const usable = isWaiting ? lines : lines.filter((line) => line.wish.channel === 'instagram');
  const pool = usable.length > 0 ? usable : lines;
  const line = n === openingSize - 2 ? (lines.find((one) => one.wish.channel === 'telegram') ?? pool[0]!) : pool[n % pool.length]!;
  const character = newCharacter(line, number(), chance);
  if (isWaiting) {
    const waited = [5.5, 4.2, 3.1, 2.2, 1.4, 0.7, 0.2][n - (openingSize - waitingNow)]! * minute;
    begins(character, chance, now - waited);
    return character;
  }
  const ageMs = n < 10 ? chance.between(26, 100) * hour : chance.between(0.3, 22) * hour;
  history(character, now - ageMs, now - 8 * minute, chance);
  return character;
}

/** A talk of some exchanges, each answered by the shop within minutes, never later than `until`. */
function history(character: Character, from: number, until: number, chance: Chance): void {
  const { client } = character;
  const words = wordsOf(character);
  let at = from;
  const pass = (fromMinutes: number, toMinutes: number): number => (at = Math.min(at + chance.between(fromMinutes, toMinutes) * minute, until));
  const shop = (n: number): void => client.answeredInApp?.(words.shop[n]!, pass(0.5, 3));
  begins(character, chance, at);
  shop(0);
  const steps = Math.floor(chance.between(0, 5));
  if (steps > 0) {
    client.write(chance.pick(words.date), pass(1, 20));
    shop(1);
  }
  if (steps > 1) {
    client.write(chance.pick(words.wishes), pass(1, 10));
    if (chance.is(0.4)) client.photo(cake(chance), chance.pick(words.photo), pass(0.2, 1));
    shop(2);
  }
  if (steps > 2) {
    client.write(chance.pick(words.agree), pass(1, 30));
    if (chance.is(0.5)) client.photo(receipt(chance), chance.pick(words.receipt), pass(2, 15));
    shop(3);
  }
  if (steps > 3) {
    client.write(chance.pick(words.thanks), pass(0.5, 5));
    shop(4);
  }
  character.answers = steps + 1;
  character.waits = false;
}
