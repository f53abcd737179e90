/** Fetches a file of a client's message: whole, within a limit, with failures that say whether to try again. */
import type { ChannelTools } from '#channels/channel.ts';
import { ChannelError, OutsideError } from '#channels/channel.ts';

/** Throws ChannelError: 'gone' and 'too_large' are final, 'network' and 'network_trouble' may be tried again. */
export async function download(
  address: string, allowOrigins: readonly string[], maxBytes: number, tools: ChannelTools, signal: AbortSignal,
): Promise<{ bytes: Uint8Array; contentType: string | null }> {
  try {
    const response = await tools.fetchOutside(address, { signal, allowOrigins, maxBytes });
    if (!response.ok) {
      await response.body?.cancel();
      if (response.status >= 500 || response.status === 429) throw new ChannelError('network_trouble', String(response.status), 10_000);
      throw new ChannelError('gone', String(response.status), null);
    }
    const contentType = response.headers.get('content-type')?.split(';')[0]?.trim() ?? null;
    return { bytes: new Uint8Array(await response.arrayBuffer()), contentType };
  } catch (error) {
    if (!(error instanceof OutsideError) || error.code === 'aborted') throw error;
    if (error.code === 'too_large') throw new ChannelError('too_large', '', null);
    const isFinal = error.code === 'address' || error.code === 'redirect' || error.code === 'encoded';
    throw isFinal ? new ChannelError('gone', error.code, null) : new ChannelError('network', error.code, 10_000);
  }
}
