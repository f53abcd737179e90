import { channelContract } from '#tests/contract/channels/channel-contract.ts';
import { makeInstagram } from '#tests/contract/channels/instagram-harness.ts';

channelContract('Instagram', makeInstagram);
