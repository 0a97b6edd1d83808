/**
 * The most WhatsApp takes of each text, counted in characters (an emoji is one or a few, never its bytes).
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export const messageLimits = {
  textBody: 4096,
  caption: 1024,
  /** Not documented by Meta; what other clients keep to. */
  filename: 240,
  /** Not documented by Meta either; longer ones are no place. */
  locationText: 1000,
  opaqueId: 512,
  contacts: 257,
  /** Of one contact: its numbers, addresses and so on. Not documented by Meta. */
  contactEntries: 100,
  /** One sign as people see it; the longest flags and families have some twenty units. */
  emoji: 64,
  interactive: {
    buttonsBody: 1024,
    listBody: 4096,
    footer: 60,
    header: 60,
    mediaId: 128,
    link: 2048,
    buttons: 3,
    buttonId: 256,
    buttonTitle: 20,
    listButton: 20,
    sections: 10,
    sectionTitle: 24,
    /** Over all sections together. */
    rows: 10,
    rowId: 200,
    rowTitle: 24,
    rowDescription: 72,
  },
} as const;
