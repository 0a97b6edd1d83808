import type { BusinessNumber, Template } from '../registry.js';
import type { World } from '../world.js';
import type { Refusal } from './errors.js';

interface TemplateSend {
  name: string;
  language: { code: string };
  components?: { type: string; parameters?: unknown[] }[];
}

/** The account's template that is meant; undefined where the account's templates were not set up: then any is taken. */
export function findTemplate(
  world: World,
  number: BusinessNumber,
  content: unknown,
): { template?: Template } | { refusal: Refusal } {
  const templates = world.registry.wabas.get(number.wabaId)?.templates;
  if (!templates) return {};
  // The schema of the send has checked it.
  const { name, language, components = [] } = content as TemplateSend;
  const template = templates.find((item) => item.name === name && item.language === language.code);
  if (!template || template.status === 'PENDING' || template.status === 'REJECTED')
    return { refusal: { code: 132001, details: `template name (${name}) does not exist in ${language.code}` } };
  if (template.status === 'PAUSED') return { refusal: { code: 132015 } };
  if (template.status === 'DISABLED') return { refusal: { code: 132016 } };
  const given = components.find(({ type }) => type.toLowerCase() === 'body')?.parameters?.length ?? 0;
  if (given === template.parameters) return { template };
  const details = `body: number of localizable_params (${given}) does not match the expected number of params (${template.parameters})`;
  return { refusal: { code: 132000, details } };
}
