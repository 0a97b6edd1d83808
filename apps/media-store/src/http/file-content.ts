/** How a route that sends a file with `FileSender` answers. */
export const fileContent = {
  200: { mediaType: '*/*', description: 'The file' },
  206: { mediaType: '*/*', description: 'The range of it that was asked for' },
} as const;
