/** Who wants to know that something about a customer changed, without asking again and again. */
export class Changes {
  readonly #listeners = new Set<(customerId: string | undefined) => void>();

  /** Without an id: anything may have changed. */
  tell(customerId?: string): void {
    for (const listener of this.#listeners) listener(customerId);
  }

  /** Returns what ends the listening. */
  listen(listener: (customerId: string | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
