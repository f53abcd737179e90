import { gzipSync } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { OutsideError } from '#channels/channel.ts';
import { createOutside } from '#channels/fetch-outside.ts';
import type { Outside, OutsideDeps } from '#channels/fetch-outside.ts';
import { isPublicAddress } from '#channels/public-address.ts';
import { bodyOf, listen } from '#tests/helpers/loopback.ts';
import type { Loopback } from '#tests/helpers/loopback.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function outside(deps: OutsideDeps = {}): Outside {
  const made = createOutside(deps);
  open.unshift(made);
  return made;
}

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Loopback> {
  const server = await listen(handler);
  open.push(server);
  return server;
}

async function failure(act: Promise<unknown>): Promise<OutsideError> {
  const error: unknown = await act.then(() => 'answered', (reason: unknown) => reason);
  expect(error).toBeInstanceOf(OutsideError);
  return error as OutsideError;
}

const inside = [
  '127.0.0.1', '127.1', '2130706433', '0x7f.1', '0177.0.0.1', '0.0.0.0', '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.1.1',
  '169.254.169.254', '100.64.0.1', '100.100.100.200', '192.0.0.192', '198.18.0.1', '224.0.0.1', '255.255.255.255', '[::1]', '[::]', '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]', '[::ffff:10.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]', '[2001:0:7f00:1::]', '[fe80::1]', '[fd00:ec2::254]', '[fc00::1]',
  '[::7f00:1]', '[fec0::1]', '[ff02::1]',
];

describe('[R21] the one way out', () => {
  test.each(inside)('[R21] https://%s/ is refused before a byte leaves', async (host) => {
    const error = await failure(outside().fetchOutside(`https://${host}/`, { allowOrigins: [] }));
    expect([error.code, error.sent]).toEqual(['address', false]);
  });

  test.each(['http://example.com/', 'https://example.com:8443/', 'https://user@example.com/', 'https://:secret@example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,x', '//example.com', ''])(
    '[R21] %s is refused: https, port 443, no user', async (address) => {
      const asked: string[] = [];
      const error = await failure(outside({ resolve: async (host) => (asked.push(host), [{ address: '93.184.215.14', family: 4 }]) }).fetchOutside(address, { allowOrigins: [] }));
      expect([error.code, error.sent, asked]).toEqual(['address', false, []]);
    });

  test('[R21] a name with one private address among public ones is refused, at each look-up anew', async () => {
    const answers = [['93.184.215.14', '10.0.0.7'], ['127.0.0.1'], ['::ffff:192.168.0.1']];
    const { fetchOutside } = outside({ resolve: async () => answers.shift()!.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) });
    for (let turn = 0; turn < 3; turn += 1) expect((await failure(fetchOutside('https://rebound.example/', { allowOrigins: [] }))).code).toBe('address');
    expect(answers).toEqual([]);
  });

  test('[R21] localhost by the real resolver is refused', async () => {
    expect((await failure(outside().fetchOutside('https://localhost/', { allowOrigins: [] }))).code).toBe('address');
  });

  test('[R21] an allowed origin is exact: another port of the same host is not', async () => {
    const server = await serve((_request, response) => response.end('hello'));
    const { fetchOutside } = outside();
    const answer = await fetchOutside(`${server.origin}/path`, { allowOrigins: [server.origin] });
    expect([answer.status, await answer.text()]).toEqual([200, 'hello']);
    expect((await failure(fetchOutside(`${server.origin}/path`, { allowOrigins: ['http://127.0.0.1:1'] }))).code).toBe('address');
  });

  test('[R21] a redirect inside is refused, and its target never hears of it', async () => {
    let heard = 0;
    const target = await serve((_request, response) => {
      heard += 1;
      response.end('secret');
    });
    const server = await serve((_request, response) => response.writeHead(302, { location: `${target.origin}/` }).end());
    expect((await failure(outside().fetchOutside(`${server.origin}/`, { allowOrigins: [server.origin] }))).code).toBe('address');
    expect(heard).toBe(0);
  });

  test('[R21] a redirect to another allowed origin carries no token', async () => {
    const seen: (string | undefined)[] = [];
    const target = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('ok');
    });
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: request.url === '/' ? '/again' : `${target.origin}/` }).end();
    });
    const answer = await outside().fetchOutside(`${server.origin}/`, { allowOrigins: [server.origin, target.origin], headers: { Authorization: 'Bearer t' } });
    expect([await answer.text(), seen]).toEqual(['ok', ['Bearer t', 'Bearer t', undefined]]);
  });

  test('[R21] the fourth redirect ends it; a posted body is never repeated elsewhere', async () => {
    let asked = 0;
    const server = await serve((_request, response) => {
      asked += 1;
      response.writeHead(307, { location: '/again' }).end();
    });
    const { fetchOutside } = outside();
    expect((await failure(fetchOutside(server.origin, { allowOrigins: [server.origin] }))).code).toBe('redirect');
    expect(asked).toBe(4);
    expect((await failure(fetchOutside(server.origin, { method: 'POST', body: 'x', allowOrigins: [server.origin] }))).code).toBe('redirect');
    expect(asked).toBe(5);
  });

  test('[R21] only global unicast counts as public', () => {
    expect(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450::1'].map(isPublicAddress)).toEqual([true, true, true, true]);
  });
});

describe('[R22] what comes in is contained', () => {
  test('[R22] an endless body ends at the limit', async () => {
    const server = await serve((_request, response) => {
      const pour = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', pour);
      };
      pour();
    });
    const answer = await outside().fetchOutside(server.origin, { allowOrigins: [server.origin], maxBytes: 1_000_000 });
    expect((await failure(answer.arrayBuffer())).code).toBe('too_large');
  });

  test('[R22] a length above the limit is refused by its header', async () => {
    const server = await serve((_request, response) => response.writeHead(200, { 'content-length': '5000000' }).write('x'));
    expect((await failure(outside().fetchOutside(server.origin, { allowOrigins: [server.origin], maxBytes: 1_000 }))).code).toBe('too_large');
  });

  test('[R22] identity is asked for, a compressed answer is refused', async () => {
    const asked: unknown[] = [];
    const server = await serve((request, response) => {
      asked.push(request.headers['accept-encoding']);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000)));
    });
    expect((await failure(outside().fetchOutside(server.origin, { allowOrigins: [server.origin] }))).code).toBe('encoded');
    expect(asked).toEqual(['identity']);
  });

  test('[R22] no headers in time, a dripping body, a cut body: each has its code', async () => {
    const server = await serve((request, response) => {
      if (request.url === '/silent') return;
      response.writeHead(200, { 'content-length': '100' }).write('x');
      if (request.url === '/cut') setImmediate(() => response.destroy());
    });
    const { fetchOutside } = outside();
    const allow = { allowOrigins: [server.origin] };
    const silent = await failure(fetchOutside(`${server.origin}/silent`, { ...allow, headersTimeoutMs: 50 }));
    expect([silent.code, silent.sent]).toEqual(['timeout', true]);
    const drip = await fetchOutside(`${server.origin}/drip`, { ...allow, timeoutMs: 100 });
    expect((await failure(drip.text())).code).toBe('timeout');
    const cut = await fetchOutside(`${server.origin}/cut`, allow);
    expect((await failure(cut.text())).code).toBe('cut');
  });

  test('[S79] nobody there: certainly not sent; the line cut after the request: perhaps sent', async () => {
    const gone = await listen((_request, response) => response.end());
    await gone.close();
    const { fetchOutside } = outside();
    const refused = await failure(fetchOutside(gone.origin, { method: 'POST', body: 'x', allowOrigins: [gone.origin] }));
    expect([refused.code, refused.sent]).toEqual(['unreachable', false]);
    const server = await serve((request) => request.socket.destroy());
    const cut = await failure(fetchOutside(server.origin, { method: 'POST', body: 'x', allowOrigins: [server.origin] }));
    expect([cut.code, cut.sent]).toEqual(['cut', true]);
  });

  test('a form goes out as multipart with its bytes', async () => {
    const got: string[] = [];
    const server = await serve(async (request, response) => {
      got.push(request.headers['content-type'] ?? '', (await bodyOf(request)).toString());
      response.end('{}');
    });
    const form = new FormData();
    form.set('photo', new Blob([new Uint8Array([65, 66])]), 'ab.png');
    await outside().fetchOutside(server.origin, { method: 'POST', body: form, allowOrigins: [server.origin] });
    expect(got[0]).toMatch(/^multipart\/form-data; boundary=/);
    expect(got[1]).toContain('filename="ab.png"');
  });
});
