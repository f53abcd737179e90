/** How a PostgreSQL is addressed: beyond this machine only with a proven name (R11), and no message shows a password. */
import { expect, test } from 'vitest';
import { StorageError } from '#db/core/storage-error.ts';
import { readAddress } from '#db/server/postgres/postgres-address.ts';

const refused = (text: string): string => {
  try {
    readAddress(text);
  } catch (error) {
    expect(error).toBeInstanceOf(StorageError);
    return (error as StorageError).message;
  }
  return 'taken';
};

test('[R11] beyond this machine TLS proves the server’s name, or nothing is opened', () => {
  expect(readAddress('postgres://anna:s3cret@db.example/team').tls).toEqual({ host: 'db.example', ca: undefined });
  expect(readAddress('postgres://anna@10.0.0.5:6432/team?sslmode=verify-full').tls).toMatchObject({ host: '10.0.0.5' });
  for (const mode of ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'no-verify']) expect(refused(`postgres://anna@db.example/team?sslmode=${mode}`)).toContain('verify-full');
  for (const host of ['127.0.0.1.example', '128.0.0.1', 'localhost.example', '[::2]']) expect(readAddress(`postgres://anna@${host}/team`).tls).not.toBeNull();
  for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]']) expect(readAddress(`postgres://anna@${host}/team`).tls).toBeNull();
  expect(readAddress('postgres://anna@localhost/team?host=/run/postgresql')).toMatchObject({ host: '/run/postgresql', tls: null });
  expect(readAddress('postgres://anna@localhost/team?sslmode=verify-full').tls).not.toBeNull();
  expect(refused('postgres://anna@localhost/team?sslmode=require')).toContain('verify-full');
});

test('[R11] what is not understood is refused in words, without the password', () => {
  for (const text of ['mysql://anna:s3cret@h/team', 'postgres://anna:s3cret@localhost/', 'postgres://anna:s3cret@localhost/team?options=-cfsync%3Doff', 'postgres://anna:s3cret@h/team?sslrootcert=/no/such/file', 's3cret']) {
    expect(refused(text)).toMatch(/postgres:\/\//);
    expect(refused(text)).not.toContain('s3cret');
  }
  expect(readAddress('postgresql://an%2Fna:p%40ss@localhost:6000/my%20team')).toMatchObject({ user: 'an/na', password: 'p@ss', port: 6000, database: 'my team', label: 'postgres://localhost:6000/my team' });
});
