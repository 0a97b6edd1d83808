import { classifyGraphError, knownGraphErrorCodes, type GraphErrorClass, type Sentence } from '@wabx/whatsapp';

const sentences = new Map<string, Sentence>(
  knownGraphErrorCodes.map((code) => {
    const { class: errorClass, sentence } = classifyGraphError({ code });
    return [errorClass, sentence];
  }),
);

/** A token that Meta refuses, when only a media request has told us and no code came with it. */
export const TOKEN_REFUSED: GraphErrorClass = 'token-invalid';

/** What to tell people about the reason of a status, which is a class of Graph errors. */
export function sentenceOf(reason: string): Sentence | undefined {
  return sentences.get(reason);
}
