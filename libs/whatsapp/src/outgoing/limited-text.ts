import { z } from 'zod';

/** Meta and JSON Schema count characters, JavaScript's length counts an emoji twice. */
export const atMost = (charactersMax: number, charactersMin = 0) =>
  z
    .string()
    .refine((value) => {
      const characters = [...value].length;
      return characters >= charactersMin && characters <= charactersMax;
    }, `must have ${charactersMin} to ${charactersMax} characters`)
    .meta({ minLength: charactersMin, maxLength: charactersMax });
