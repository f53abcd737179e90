import { channelContract } from '#tests/contract/channels/channel-contract.ts';
import { makeTelegram } from '#tests/contract/channels/telegram-harness.ts';

channelContract('Telegram', makeTelegram);
