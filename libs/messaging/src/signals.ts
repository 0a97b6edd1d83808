import type { NatsConnection } from '@nats-io/transport-node';
import type { SignalContract } from '@wabx/contracts';
import type { z } from 'zod';

/** Tells every replica that listens now, this one too. Who does not listen has missed it. */
export function sendSignal<Data extends z.ZodType>(
  nats: NatsConnection,
  contract: SignalContract<Data>,
  data: z.infer<Data>,
): void {
  nats.publish(contract.subject, JSON.stringify(contract.data.parse(data)));
}

/** Calls back for each signal until it is stopped; what is not as the contract says is passed over. */
export function onSignal<Data extends z.ZodType>(
  nats: NatsConnection,
  contract: SignalContract<Data>,
  handle: (data: z.infer<Data>) => void,
): () => void {
  const subscription = nats.subscribe(contract.subject, {
    callback: (error, message) => {
      // A stored event that somebody lets the broker deliver here keeps its subject.
      if (error || message.subject !== contract.subject) return;
      const data = contract.data.safeParse(readJson(message.string()));
      if (data.success) handle(data.data);
    },
  });
  return () => subscription.unsubscribe();
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
