/** The client's own clock, as far as a phone number tells it: only for countries that keep one time. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Country of a phone → its one zone. Countries of several zones are left out: a guess would be worse than nothing. */
const zones: Readonly<Record<string, string>> = {
  UA: 'Europe/Kyiv', MD: 'Europe/Chisinau', RO: 'Europe/Bucharest', PL: 'Europe/Warsaw', DE: 'Europe/Berlin', AT: 'Europe/Vienna', CH: 'Europe/Zurich',
  CZ: 'Europe/Prague', SK: 'Europe/Bratislava', HU: 'Europe/Budapest', BG: 'Europe/Sofia', GR: 'Europe/Athens', IT: 'Europe/Rome', GB: 'Europe/London', IE: 'Europe/Dublin',
  NL: 'Europe/Amsterdam', BE: 'Europe/Brussels', DK: 'Europe/Copenhagen', SE: 'Europe/Stockholm', NO: 'Europe/Oslo', FI: 'Europe/Helsinki', EE: 'Europe/Tallinn',
  LV: 'Europe/Riga', LT: 'Europe/Vilnius', TR: 'Europe/Istanbul', IL: 'Asia/Jerusalem', GE: 'Asia/Tbilisi', AM: 'Asia/Yerevan', AZ: 'Asia/Baku', AE: 'Asia/Dubai',
};

export interface PhoneFacts {
  /** "+380 44 555 01 42". */
  shown: string;
  /** IANA; null when the country keeps several or is unknown. */
  zone: string | null;
}

/** `phone`: E.164, as stored. */
export function phoneFacts(phone: string): PhoneFacts {
  const parsed = parsePhoneNumberFromString(phone);
  return { shown: parsed?.formatInternational() ?? phone, zone: zones[parsed?.country ?? ''] ?? null };
}

/** "14:26" in a zone. */
export function timeIn(zone: string, now: number, language: string): string {
  return new Intl.DateTimeFormat(language, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now);
}
