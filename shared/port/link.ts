/** A link to one conversation, `pult://conversation/<id>`: it names what to show and can carry nothing else (R5). */

export const linkScheme = 'pult';

const form = /^pult:\/\/conversation\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?$/i;

export function conversationLink(conversationId: string): string {
  return `${linkScheme}://conversation/${conversationId}`;
}

/** The id of the conversation, or null: anything beside an id (a query, a fragment, another word) makes it no link of ours. */
export function readConversationLink(text: string): string | null {
  return form.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** What the system hands over as a link of ours, well formed or not. */
export function isLinkLike(text: string): boolean {
  return text.slice(0, linkScheme.length + 1).toLowerCase() === `${linkScheme}:`;
}
