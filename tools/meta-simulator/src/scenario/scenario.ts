import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

const object = z.record(z.string(), z.unknown());
const seconds = z.number().min(0).max(600);

/** One step does one thing; `as` keeps the wamid it made, for `$name` in later steps. */
const stepSchema = z.union([
  /** The customer writes: what `POST /_sim/customers/{id}/messages` takes; the number may be left out. */
  z.strictObject({ customer: z.string(), writes: z.union([z.string(), object]), as: z.string().optional() }),
  z.strictObject({ customer: z.string(), reads: z.union([z.literal(true), z.string()]) }),
  z.strictObject({ customer: z.string(), plays: z.string() }),
  /** Adopt a username, hide the number, block the business, another name. */
  z.strictObject({ customer: z.string(), changes: object }),
  /** `{}`: only the business-scoped id changes. */
  z.strictObject({ customer: z.string(), changesNumber: object }),
  /** The business sends, by the Graph API with `token`: for stories without a product under test. */
  z.strictObject({ business: object, as: z.string().optional() }),
  /** Waits until the business has sent such a message. */
  z.strictObject({
    expectSend: z.strictObject({
      customerId: z.string().optional(),
      type: z.string().optional(),
      textContains: z.string().optional(),
    }),
    withinSeconds: seconds.default(10),
    as: z.string().optional(),
  }),
  /** Waits until the business has been told this status of a send. */
  z.strictObject({ expectStatus: z.string(), of: z.string(), withinSeconds: seconds.default(10) }),
  z.strictObject({ field: object }),
  z.strictObject({ fault: object }),
  z.strictObject({ clearFaults: z.literal(true) }),
  z.strictObject({ settings: object }),
  z.strictObject({ advanceSeconds: z.number().min(0) }),
  z.strictObject({ pauseSeconds: seconds }),
]);
export type Step = z.infer<typeof stepSchema>;

const scenarioSchema = z.strictObject({
  name: z.string(),
  /** What `POST /_sim/setup` takes. */
  setup: object.optional(),
  /** The number that customers write to when a step does not say. */
  phoneNumberId: z.string().optional(),
  /** With which the business sends. */
  token: z.string().optional(),
  steps: z.array(stepSchema).min(1),
});
export type Scenario = z.infer<typeof scenarioSchema>;

/** Reads a story in YAML or JSON. Throws with every place that is wrong. */
export function parseScenario(text: string): Scenario {
  const result = scenarioSchema.safeParse(parseYaml(text));
  if (result.success) return result.data;
  const places = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new Error(`This is no story:\n${places.join('\n')}`);
}
