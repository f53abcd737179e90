/** Telegram for the contract suite. */
import { createTelegramSimulator } from '#channels/telegram/simulator.ts';
import type { SimulatedBot, SimulatedPerson, TelegramSimulator } from '#channels/telegram/simulator.ts';
import { accountOf, closeAfterTest, createDesk } from '#tests/contract/channels/harness.ts';
import type { ChannelHarness, Desk } from '#tests/contract/channels/harness.ts';
import { createHurriedClock } from '#tests/helpers/hurried-clock.ts';

export interface TelegramBench {
  h: ChannelHarness;
  desk: Desk;
  simulator: TelegramSimulator;
  bot: SimulatedBot;
  person: SimulatedPerson;
}

export async function makeTelegram(): Promise<TelegramBench> {
  const clock = createHurriedClock();
  const simulator = await createTelegramSimulator({ now: () => clock.now() });
  const desk = createDesk(clock);
  closeAfterTest(() => simulator.close());
  const bot = simulator.bot({ username: 'velvet_bot', name: 'Velvet Moon' });
  const person = bot.person('Олена', { username: 'olena_k' });
  const account = accountOf('telegram', bot.identity, 'velvet_bot', { api: simulator.url });
  const h: ChannelHarness = {
    channel: 'telegram', account, secrets: { token: bot.token }, canLookUp: false,
    maxText: { limit: 4096, size: (text) => text.length },
    client: {
      id: person.id,
      writes: (text) => person.writes(text),
      sendsPhoto: (bytes) => person.sendsPhoto(bytes),
      edits: person.edits, reacts: person.reacts, unsends: null, sendsUnknown: person.sendsUnknown,
      becomesUnreachable() {
        person.blocks();
        return 'blocked';
      },
    },
    sent: () => bot.sent.map(({ id, text, file }) => ({ id, text, bytes: file?.bytes.byteLength ?? null })),
    fail: (how, times = 1) => simulator.fail(how as 'rate', { path: '/send', times }),
    async redeliver() {
      // The place was lost: the network gives everything it still has from the beginning, and it is stored again.
      desk.host.failNext('intake', 1);
      await desk.runner.stop();
      desk.host.places.clear();
      bot.replay();
      desk.restart();
      await desk.host.until(() => desk.host.repeats() >= 4);
      await desk.runner.stop();
      desk.host.places.clear();
      bot.replay();
      desk.restart();
      await desk.host.until(() => desk.host.repeats() >= 8);
    },
    revokeToken: () => ({ token: bot.revokeToken() }),
    sendsNonsense: bot.pushUnknown,
  };
  return { h, desk, simulator, bot, person };
}
