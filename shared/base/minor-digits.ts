/**
 * How many digits of a currency its minor units hold (ISO 4217). A table and not Intl: stored amounts mean the same on every machine, while Intl
 * rounds some currencies to whole units, and not in every version alike.
 */
const none = new Set(['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF']);
const three = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

export function minorDigits(currency: string): 0 | 2 | 3 {
  return none.has(currency) ? 0 : three.has(currency) ? 3 : 2;
}
