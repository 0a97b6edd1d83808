export { liveEventSchema } from './live/live-event.js';
export { migrations } from './migrations/index.js';
export { makeAllFindable } from './search/searchable.js';
export { router } from './service.js';
