export { withOwnStack } from './demo/own-stack.js';
export { readDevFile, readServersFile, type DevFile } from './dev-file.js';
export { stateDirOf } from './settings.js';
export { stateDirectory, type StateDirectory } from './state-directory.js';
