/** What carries frames between this window and its console. Two exist: a WebSocket in a browser, a MessagePort in Electron. */
import type { DownFrame, UpFrame } from '#shared/port/port.ts';

export interface Carrier {
  send(frame: UpFrame): void;
  close(): void;
}

export interface CarrierEvents {
  open(): void;
  frame(frame: DownFrame): void;
  /** `final`: there is no use in trying again. */
  closed(final: boolean): void;
}

/** Opens one carrier; `events.closed` is called once, whatever happened. */
export type OpenCarrier = (events: CarrierEvents) => Carrier;
