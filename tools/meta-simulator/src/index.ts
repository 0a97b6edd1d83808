export { replay, type ReplayedStep } from './scenario/replay.js';
export { parseScenario, type Scenario } from './scenario/scenario.js';
export { startSimulator, type Simulator, type SimulatorOptions } from './simulator.js';
