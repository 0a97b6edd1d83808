export { createClient, type ClientOptions, type Wabx } from './client.js';
export { WabxProblem } from './problem.js';
export type { components, paths, ProblemCode } from './schema.js';
