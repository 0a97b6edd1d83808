import { z } from 'zod';

/** Text of 1 to `max` characters; Meta counts characters, not UTF-16 units. */
export function characters(max: number) {
  return z
    .string()
    .min(1)
    .refine((value) => [...value].length <= max, `must be at most ${max} characters long`);
}

/** `{id}` or `{link}`, and what else this type allows. */
export function mediaReference<Shape extends z.ZodRawShape>(more: Shape) {
  return z
    .strictObject({ id: z.string().min(1).optional(), link: z.url({ protocol: /^https?$/ }).optional(), ...more })
    .superRefine((media: { id?: unknown; link?: unknown }, context) => {
      if (media.id === undefined && media.link === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['id'],
          message: 'is required, or a link',
          params: { missing: true },
        });
      } else if (media.id !== undefined && media.link !== undefined) {
        context.addIssue({ code: 'custom', message: 'takes an id or a link, not both' });
      }
    });
}
