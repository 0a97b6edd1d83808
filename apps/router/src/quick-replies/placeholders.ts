import type { SessionView } from '@wabx/contracts';

/** What a quick reply may name, as `{customer.name}`. */
export const placeholders = ['customer.name', 'customer.phone', 'agent.name', 'agent.number', 'channel.name'] as const;
export type Placeholder = (typeof placeholders)[number];

const NAMED = /\{([a-z]+\.[a-z]+)\}/g;

/** What looks like a placeholder and is none. */
export function unknownPlaceholders(text: string): string[] {
  const named = [...text.matchAll(NAMED)].map(([, name = '']) => name);
  return named.filter((name) => !(placeholders as readonly string[]).includes(name));
}

/** The text for this session and agent, and which placeholders nothing is known for: these are left out. */
export function fillPlaceholders(
  text: string,
  { customer, channelName }: Pick<SessionView, 'customer' | 'channelName'>,
  agent: { name?: string; number?: string },
): { text: string; missing: Placeholder[] } {
  const values: Record<Placeholder, string | undefined> = {
    'customer.name': customer.name,
    'customer.phone': customer.phone,
    'agent.name': agent.name,
    'agent.number': agent.number,
    'channel.name': channelName,
  };
  const missing = new Set<Placeholder>();
  const filled = text.replaceAll(NAMED, (whole, name: string) => {
    if (!(name in values)) return whole;
    const value = values[name as Placeholder];
    if (value === undefined) missing.add(name as Placeholder);
    return value ?? '';
  });
  return { text: filled, missing: [...missing] };
}
