/** Names by which the module hands out what is not a class of ours. */
export const NATS = Symbol('nats');
