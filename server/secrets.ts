/** Tokens of accounts: sealed in the store, opened for one call, told to nobody; what is known of them outside is a version (R29, D9). */
import type { Seal } from '#db/core/seal.ts';
import type { Store, StoreWriter } from '#db/server/store.ts';
import { sha256 } from '#server/people/devices.ts';

export interface AccountSecrets {
  open(accountId: string): Promise<Record<string, string>>;
  /** Inside a step that also writes the account. */
  write(writer: StoreWriter, accountId: string, secrets: Record<string, string>): Promise<void>;
  /** Differs after every change of the secrets; '' when there are none. */
  version(accountId: string): string;
  /** Reads the version as stored. */
  changed(accountId: string): Promise<void>;
}

const keyOf = (accountId: string): string => `account:${accountId}`;

const versionOf = (sealed: string): string => sha256(sealed).slice(0, 16);

export function createAccountSecrets(store: Store, seal: Seal): AccountSecrets {
  const versions = new Map<string, string>();
  return {
    async open(accountId) {
      const sealed = await store.read((reader) => reader.secret(keyOf(accountId)));
      return sealed === null ? {} : (JSON.parse(seal.open(keyOf(accountId), sealed)) as Record<string, string>);
    },
    async write(writer, accountId, secrets) {
      const sealed = seal.close(keyOf(accountId), JSON.stringify(secrets));
      await writer.putSecret(keyOf(accountId), sealed);
      // Known before the commit is told of, so that whoever follows accounts begins once and not twice.
      versions.set(accountId, versionOf(sealed));
    },
    version: (accountId) => versions.get(accountId) ?? '',
    async changed(accountId) {
      const sealed = await store.read((reader) => reader.secret(keyOf(accountId)));
      versions.set(accountId, sealed === null ? '' : versionOf(sealed));
    },
  };
}
