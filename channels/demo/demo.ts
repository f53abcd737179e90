/** A shop's day: simulated messengers and people who write, wait, answer back and pay, at a rate one can follow. */
import type { Clock } from '#channels/channel.ts';
import { answersBack, begins, newCharacter, nudges } from '#channels/demo/behaviour.ts';
import type { Character } from '#channels/demo/behaviour.ts';
import { createChance } from '#channels/demo/chance.ts';
import type { DemoAccount, DemoWish } from '#channels/demo/messages.ts';
import { startNetworks } from '#channels/demo/networks.ts';
import { openingSize, playOpening } from '#channels/demo/opening.ts';
import { phrases } from '#channels/demo/phrases.ts';

export interface DemoOptions {
  accounts: readonly DemoWish[];
  clock: Clock;
  seed?: number;
  /** Events a minute over all accounts; answers to what operators write come besides. */
  pace?: number;
}

export interface Demo {
  accounts: DemoAccount[];
  /** Where webhooks go, by handle; may be told again when addresses move. */
  setHooks(hooks: Readonly<Record<string, string>>): void;
  /** Plays until closed; the opening set first unless `resume`. */
  play(resume: boolean): Promise<void>;
  /** For tests: one thing happens now. */
  step(): void;
  close(): Promise<void>;
}

const tickMs = 500;
/** When this many wait, hardly anybody new comes: a demo left alone overnight stays a demo. */
const enoughWaiting = 30;

export async function createDemo(options: DemoOptions): Promise<Demo> {
  const { clock } = options;
  const chance = createChance(options.seed ?? 20_26);
  const networks = await startNetworks(options.accounts, () => clock.now());
  const { lines } = networks;
  const stopped = new AbortController();
  const everybody = new Map<string, Character>();
  const pace = options.pace ?? 6;
  let made = 0;
  for (const line of lines) for (const caption of [...phrases.uk.posts, ...phrases.en.posts]) line.post(caption);

  const keyOf = (character: Pick<Character, 'line'>, id: string): string => `${character.line.account.identity}:${id}`;
  const remember = (character: Character): void => {
    everybody.set(keyOf(character, character.client.id), character);
  };
  const number = (): number => (made += 1) - 1;
  const waiting = (): number => [...everybody.values()].filter((one) => one.waits).length;

  const step = (): void => {
    const known = [...everybody.values()].filter((one) => !one.done);
    const comesNew = known.length === 0 || (waiting() < enoughWaiting ? chance.is(0.6) : chance.is(0.03));
    if (comesNew) {
      const character = newCharacter(chance.pick(lines), number(), chance);
      remember(character);
      begins(character, chance);
      return;
    }
    const character = chance.pick(known);
    // Whoever has asked twice without an answer waits in silence.
    if (!character.waits && chance.is(0.5)) begins(character, chance);
    else if (waiting() < enoughWaiting) nudges(character, chance);
  };

  const due: { at: number; character: Character }[] = [];
  const listen = (): void => {
    const now = clock.now();
    for (const line of lines) {
      for (const id of new Set(line.answered())) {
        const character = everybody.get(`${line.account.identity}:${id}`);
        if (character === undefined) continue;
        character.answers += 1;
        character.waits = false;
        if (!character.done && !due.some((one) => one.character === character)) due.push({ at: now + chance.between(5_000, 25_000), character });
      }
    }
    for (const one of due.filter(({ at }) => at <= now)) {
      due.splice(due.indexOf(one), 1);
      answersBack(one.character, chance);
    }
  };

  return {
    accounts: lines.map((line) => line.account),
    setHooks(hooks) {
      for (const line of lines) {
        const hook = hooks[line.wish.handle];
        if (hook !== undefined) line.setHook(hook);
      }
    },
    async play(resume) {
      for (let n = 0; !resume && n < openingSize && !stopped.signal.aborted; n += 1) {
        remember(playOpening(n, lines, number, clock.now(), chance));
        // One after the other, so that a talk arrives in its order.
        await networks.idle();
      }
      // After a restart nobody is twice the person they were: names go on where a whole set would have ended.
      if (resume) made = openingSize;
      let next = clock.now();
      while (!stopped.signal.aborted) {
        listen();
        if (clock.now() >= next) {
          step();
          // Spread like calls at a desk: mostly soon, now and then after a pause.
          next = clock.now() + (-Math.log(1 - chance.next()) * 60_000) / pace;
        }
        await clock.sleep(tickMs, stopped.signal).catch(() => undefined);
      }
    },
    step,
    async close() {
      stopped.abort();
      await networks.close();
    },
  };
}
