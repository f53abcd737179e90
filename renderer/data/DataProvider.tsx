/** Everything components need of the console, made once per page and given by context: no singletons. */
import { createContext, useContext } from 'react';
import type { ReactNode } from 'react';
import type { Connection } from '#renderer/bridge/connection.ts';
import type { Notices } from '#renderer/bridge/notices.ts';
import type { QueryCache } from '#renderer/data/query-cache.ts';
import type { Call } from '#renderer/data/sureness.ts';
import type { Pressing } from '#renderer/data/press.ts';
import type { IdSource } from '#shared/base/ids.ts';
import type { Desktop } from '#shared/port/desktop.ts';

export interface Data {
  connection: Connection;
  /** A service of the host or the server, repeated once the person has made sure where that is asked. */
  call: Call;
  cache: QueryCache;
  pressing: Pressing;
  ids: IdSource;
  notices: Notices;
  /** What Electron gives beside the port; null in a browser. */
  desktop: Desktop | null;
  /** UTC ms. */
  now(): number;
  protocol: string;
}

const DataContext = createContext<Data | null>(null);

export function DataProvider(props: { data: Data; children: ReactNode }): ReactNode {
  return <DataContext value={props.data}>{props.children}</DataContext>;
}

export function useData(): Data {
  const data = useContext(DataContext);
  if (!data) throw new Error('DataProvider is missing');
  return data;
}
