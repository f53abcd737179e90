/** Phone numbers in E.164, however people write them. */
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { CountryCode } from 'libphonenumber-js';

/** E.164, or null when it can't be a number. `country`: ISO code for numbers without "+". */
export function toE164(text: string, country: string): string | null {
  const parsed = parsePhoneNumberFromString(text, country as CountryCode);
  return parsed?.isPossible() ? parsed.number : null;
}
