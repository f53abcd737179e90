/** Codes by which channels say that something did not work; each has a text in every language, a test sees to it. */

/** Why a message was refused: `message.failure.<code>`. */
export const sendFailures = [
  'already_replied', 'attachment_not_allowed', 'bad_request', 'blocked', 'empty', 'file_missing', 'file_too_large', 'network_trouble', 'no_comment', 'no_public_url',
  'not_reachable', 'rate_limited', 'refused_by_network', 'text_too_long', 'window_closed',
] as const;

/** What keeps an account from working: `account.state.<code>`. Sends of such an account wait, they do not fail. */
export const accountTroubles = [
  'bad_request', 'network', 'network_trouble', 'page_restricted', 'permission_missing', 'rate_limited', 'read_failed', 'refused_by_network', 'second_reader', 'token_invalid',
  'webhook_set',
] as const;

/** Why there is no file: `file.missing.<code>`. */
export const missingFiles = ['ephemeral', 'gone', 'too_large', 'unreachable'] as const;
