// R3: what the page may use of the machine. Everything that is not named here is refused, to ours too.
import type { HIDDevice, MediaAccessPermissionRequest, Session } from 'electron';
import { isOurs } from './origin.ts';

const granted = new Set(['notifications', 'clipboard-sanitized-write', 'speaker-selection', 'hid']);

interface Asking {
  permission: string;
  mainFrame: boolean;
  /** Every origin and address the question came with; one foreign one spoils it. */
  urls: (string | undefined)[];
  /** Microphone and camera come as one permission. */
  mediaTypes: string[];
}

export const allows = ({ permission, mainFrame, urls, mediaTypes }: Asking): boolean => {
  const known = urls.filter((url) => url !== undefined && url !== '');
  if (!mainFrame || known.length === 0 || !known.every(isOurs)) return false;
  if (permission === 'media') return mediaTypes.length > 0 && mediaTypes.every((type) => type === 'audio');
  return granted.has(permission);
};

/** Telephony: a headset's buttons (answer, mute). Nothing else that hangs on USB is our business. */
const isHeadset = (device: HIDDevice): boolean => device.collections.some((collection) => collection.usagePage === 0x0b);

export const guardPermissions = (session: Session): void => {
  session.setPermissionCheckHandler((_contents, permission, requestingOrigin, details) =>
    allows({
      permission,
      mainFrame: details.isMainFrame,
      urls: [requestingOrigin, details.requestingUrl, details.embeddingOrigin, details.securityOrigin],
      mediaTypes: details.mediaType === undefined ? [] : [details.mediaType],
    }),
  );
  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const { mediaTypes = [], securityOrigin } = details as MediaAccessPermissionRequest;
    callback(
      allows({ permission, mainFrame: details.isMainFrame, urls: [details.requestingUrl, contents?.getURL(), securityOrigin], mediaTypes }),
    );
  });

  // A device counts once the page has been given it, and only that model.
  const chosen = new Set<string>();
  const model = (device: HIDDevice): string => `${device.vendorId}:${device.productId}`;
  session.on('select-hid-device', (event, details, callback) => {
    event.preventDefault();
    const headset = isOurs(details.frame?.url) ? details.deviceList.find(isHeadset) : undefined;
    if (headset) chosen.add(model(headset));
    callback(headset?.deviceId ?? null);
  });
  session.setDevicePermissionHandler(
    ({ deviceType, origin, device }) => deviceType === 'hid' && isOurs(origin) && chosen.has(model(device as HIDDevice)),
  );
  session.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault();
    callback();
  });
  session.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault();
    callback('');
  });
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
};
