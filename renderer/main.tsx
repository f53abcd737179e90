/** Composes the page: clock, randomness, connection, features; then draws it. */
import '#shared/base/no-eval.ts';
// Before any feature: what a feature says of its own comes after what all share, and refines it.
import '#renderer/ui/styles/index.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createBridge } from '#renderer/bridge/create-bridge.ts';
import { desktopOf } from '#renderer/bridge/desktop.ts';
import { createNotices } from '#renderer/bridge/notices.ts';
import { createData } from '#renderer/data/create-data.ts';
import { features } from '#renderer/features.ts';
import { App } from '#renderer/shell/App.tsx';

const data = createData({
  connection: createBridge(window),
  now: () => Date.now(),
  fillRandom: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
  notices: createNotices(window),
  desktop: desktopOf(window),
  protocol: location.protocol,
  seen: () => document.visibilityState === 'visible',
});

createRoot(document.getElementById('root')!).render(<StrictMode><App data={data} features={features} /></StrictMode>);
