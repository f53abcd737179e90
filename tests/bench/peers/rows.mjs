// Chat messages of 177 bytes of JSON, the same for everyone.
export const chatSchema = {
  version: 0, primaryKey: 'id', type: 'object', required: ['id', 'talk', 'at', 'text'],
  properties: { id: { type: 'string', maxLength: 40 }, talk: { type: 'string', maxLength: 40 }, at: { type: 'number' }, text: { type: 'string' } },
};

const words = ['cake', 'tomorrow', 'what time', 'chocolate', 'no cream', 'thank you', 'address', 'evening', 'payment', 'berries', 'filling', 'candles'];

export const chatRow = (n) => {
  const row = { id: `m${String(n).padStart(11, '0')}`, talk: `t${String(n % 20).padStart(11, '0')}`, at: 1_780_000_000_000 + n, text: '' };
  const room = 177 - Buffer.byteLength(JSON.stringify(row));
  let text = `${n}`;
  for (let k = n; text.length < room; k = (k * 7 + 3) % 997) text += ` ${words[k % words.length]}`;
  return { ...row, text: text.slice(0, room) };
};
