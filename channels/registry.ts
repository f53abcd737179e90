/** The one list of messengers. */
import type { Connector } from '#channels/channel.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import { instagramConnector } from '#channels/instagram/connector.ts';
import { telegramConnector } from '#channels/telegram/connector.ts';

export const connectors: Readonly<Record<ChannelName, Connector>> = {
  instagram: instagramConnector,
  telegram: telegramConnector,
};
